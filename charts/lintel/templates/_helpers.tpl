{{- define "lintel.name" -}}
{{- $name := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) }}
{{- $name | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "lintel.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "lintel.labels" -}}
{{ include "lintel.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "lintel.secret" -}}
{{ include "lintel.name" . }}-tls
{{- end }}

{{- define "lintel.image" -}}
{{- with .Values.image -}}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{- /* What lintel.yaml holds: the settings of the values, and the rules of one's own that came with them. */}}
{{- define "lintel.settings" -}}
{{- $settings := deepCopy .Values.settings }}
{{- if and .Values.policies (not (hasKey $settings "policies")) }}
{{- $files := list }}
{{- range $file := keys .Values.policies | sortAlpha }}{{ $files = append $files (printf "./policies/%s" $file) }}{{ end }}
{{- $_ := set $settings "policies" $files }}
{{- end }}
{{- toYaml $settings }}
{{- end }}

{{- /* Secrets that keys of the settings are in, as a JSON object of names by namespace. */}}
{{- define "lintel.keySecrets" -}}
{{- $found := dict }}
{{- range $policy := dig "images" "policies" list .Values.settings }}
{{- $quorums := append (dig "attestations" list $policy) (dig "signatures" dict $policy) }}
{{- range $quorum := $quorums }}
{{- range $signer := dig "by" list $quorum }}
{{- $key := dig "key" "" $signer }}
{{- if hasPrefix "k8s://" $key }}
{{- $parts := splitList "/" (trimPrefix "k8s://" $key) }}
{{- $names := append (dig (first $parts) list $found) (last $parts) }}
{{- $_ := set $found (first $parts) ($names | uniq | sortAlpha) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- toJson $found }}
{{- end }}

{{- /* Whether the webhook asks the API server for anything: "true", or nothing. */}}
{{- define "lintel.asksApiServer" -}}
{{- if or (include "lintel.readsPullSecrets" .) (include "lintel.keySecrets" . | fromJson) }}true{{ end }}
{{- end }}

{{- define "lintel.readsPullSecrets" -}}
{{- if dig "images" "pullSecrets" false .Values.settings }}true{{ end }}
{{- end }}

{{- define "lintel.followsMirror" -}}
{{- if dig "images" "tuf" dict .Values.settings }}true{{ end }}
{{- end }}

{{- define "lintel.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "lintel.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "lintel.scheduling" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* A ConfigMap has no folders; names of files have no two dots in a row. */}}
{{- define "lintel.fileKey" -}}
files.{{ . | replace "/" ".." }}
{{- end }}

{{- /* The token of a pod's account, for so many seconds: what is not needed is not there. (dict "seconds" N) */}}
{{- define "lintel.accountVolume" -}}
- name: account
  projected:
    sources:
      - serviceAccountToken:
          path: token
          expirationSeconds: {{ .seconds }}
      - configMap:
          name: kube-root-ca.crt
          items:
            - key: ca.crt
              path: ca.crt
{{- end }}

{{- define "lintel.accountMount" -}}
- name: account
  mountPath: /var/run/secrets/kubernetes.io/serviceaccount
  readOnly: true
{{- end }}

{{- define "lintel.settingsVolume" -}}
- name: settings
  configMap:
    name: {{ include "lintel.name" . }}
    items:
      - key: lintel.yaml
        path: lintel.yaml
      {{- range $file := keys .Values.policies | sortAlpha }}
      - key: {{ printf "policies.%s" $file | quote }}
        path: {{ printf "policies/%s" $file | quote }}
      {{- end }}
      {{- range $file := keys .Values.files | sortAlpha }}
      - key: {{ include "lintel.fileKey" $file | quote }}
        path: {{ $file | quote }}
      {{- end }}
{{- end }}

{{- define "lintel.settingsMount" -}}
- name: settings
  mountPath: /etc/lintel
  readOnly: true
{{- end }}

{{- /*
The spec of a pod that does one thing with the API server: (dict "root" $ "account" NAME "args" LIST "settings" BOOL).
*/}}
{{- define "lintel.jobPod" -}}
serviceAccountName: {{ .account }}
automountServiceAccountToken: false
enableServiceLinks: false
restartPolicy: Never
securityContext:
  {{- include "lintel.podSecurity" .root | nindent 2 }}
{{- include "lintel.scheduling" .root }}
containers:
  - name: lintel
    image: {{ include "lintel.image" .root | quote }}
    imagePullPolicy: {{ .root.Values.image.pullPolicy }}
    args:
      {{- toYaml .args | nindent 6 }}
    securityContext:
      {{- include "lintel.containerSecurity" .root | nindent 6 }}
    resources:
      {{- toYaml .root.Values.jobResources | nindent 6 }}
    volumeMounts:
      {{- include "lintel.accountMount" . | nindent 6 }}
      {{- if .settings }}
      {{- include "lintel.settingsMount" .root | nindent 6 }}
      {{- end }}
volumes:
  {{- include "lintel.accountVolume" (dict "seconds" 600) | nindent 2 }}
  {{- if .settings }}
  {{- include "lintel.settingsVolume" .root | nindent 2 }}
  {{- end }}
{{- end }}

{{- define "lintel.applyArgs" -}}
- webhook
- apply
- --service={{ .Release.Namespace }}/{{ include "lintel.name" . }}
- --kept-in={{ .Release.Namespace }}/{{ include "lintel.secret" . }}
- --config=/etc/lintel/lintel.yaml
- --wait-seconds={{ .Values.registrationWaitSeconds }}
{{- if eq .Values.certificates.from "cert-manager" }}
- --issued
- --inject-ca-from={{ .Release.Namespace }}/{{ include "lintel.name" . }}
{{- end }}
{{- end }}

{{- define "lintel.toApiServer" -}}
- to:
    {{- range .Values.networkPolicy.apiServer.cidrs }}
    - ipBlock:
        cidr: {{ . | quote }}
    {{- end }}
  ports:
    {{- range .Values.networkPolicy.apiServer.ports }}
    - port: {{ . }}
      protocol: TCP
    {{- end }}
{{- end }}

{{- define "lintel.toDns" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ .Values.networkPolicy.dns.namespace }}
      podSelector:
        matchLabels:
          {{- toYaml .Values.networkPolicy.dns.podLabels | nindent 10 }}
  ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
{{- end }}

{{- /* What a hook and what it needs have in common: (dict "root" $ "events" "pre-install" "weight" "-10"). */}}
{{- define "lintel.hook" -}}
helm.sh/hook: {{ .events }}
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}
