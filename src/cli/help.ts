/** What `--help` prints, by command. */
export const HELP: Readonly<Record<string, string>> = {
  '': `Lintel: policy as code for Kubernetes. The same rules at the pull request and at admission.

Usage: lintel <command> [options]

  lint [paths|-]      lint manifests, and say what the cluster would say
  fix [paths]         write safe fixes into manifests
  rules               list the rules
  explain <rule>      tell what a rule is for, what it takes, and how to live with it
  explain egress <w>  tell who a workload may reach, and through which policy and line
  images verify       verify signed images, and lock what was found for lints
  images trust        get whom to believe about them from a mirror of your own
  config print        the settings that hold, and where each comes from
  init                propose a lintel.yaml for what is here
  test [rules]        run the fixtures of your own rules
  new rule <name>     begin a rule of your own
  serve               run the admission webhook
  webhook             print the webhook's registration, for kubectl apply; or, in a pod, see to it

Options: --help (also after a command), --version

Examples:
  lintel lint                          everything under this folder
  lintel lint deploy/ --format json    for tools
  helm template chart | lintel lint -  what a chart renders
  lintel fix --diff deploy/            what would be changed

Exit codes: 0 clean, 1 findings that deny, 2 usage or settings, 3 input not understood, 4 internal.
`,
  lint: `Lints Kubernetes manifests (YAML and JSON), and says what the cluster would say.

Usage: lintel lint [paths|-] [options]

Without paths: this folder. Settings: the nearest lintel.yaml upwards, else pack "recommended".

  -c, --config FILE      settings to use instead
      --config-ref REF   settings and rules of your own as a branch, tag or commit has them, whatever the files here say
      --context PATH     objects that the rules may look at, but that are not judged (repeatable)
      --rule ID          judge by this rule alone (repeatable)
  -f, --format F[=FILE]  text (default), oneline, json, sarif, junit, github, gitlab, markdown;
                         to a file, if one is named (repeatable)
      --fail-on LEVEL    exit 1 at error, warning, info or never (default: at what denies)
      --max-warnings N   exit 1 with more warnings than N
      --allow-empty      nothing to examine is no fault
      --strict           YAML that is no Kubernetes object is a fault, instead of being skipped
  -j, --jobs N           threads (default: the machine's cores)
      --rule-timeout S   seconds that a rule of your own may spend on one object (default 5)

Examples:
  lintel lint
  lintel lint deploy/ --context base/
  lintel lint --format json=report.json --format text .
  lintel lint --config-ref origin/main   in a gate: no pull request exempts itself
  kubectl kustomize overlays/prod | lintel lint -

Exit codes: 0 clean, 1 findings, 2 usage or settings, 3 input not understood, 4 internal.
`,
  fix: `Writes fixes into manifests, and keeps every other byte of them.

Usage: lintel fix [paths] [options]

  -c, --config FILE     settings to use instead of the nearest lintel.yaml
      --config-ref REF  settings and rules of your own as a branch, tag or commit has them
      --context PATH    objects that the rules may look at (repeatable)
      --rule ID         fix findings of this rule alone (repeatable)
      --unsafe          also fixes that are guesses, or change how the workload runs
      --injected        only what the webhook would inject
      --diff            show the changes, and write nothing
      --rule-timeout S  seconds that a rule of your own may spend on one object (default 5)

Examples:
  lintel fix deploy/
  lintel fix --diff --unsafe deploy/api.yaml

Exit codes: 0 done, 1 an edit was refused, 2 usage or settings, 3 input not understood or a rule that never ends, 4 internal.
`,
  rules: `Lists the rules, with their severity and the packs that switch them on.

Usage: lintel rules [--format text|json] [--config FILE] [--config-ref REF]

Examples:
  lintel rules
  lintel rules --format json
`,
  explain: `Tells what a rule is for, what it takes, and how to live with it; or who a workload may reach, and through which policy and line.

Usage: lintel explain <rule>... [--config FILE] [--config-ref REF]
       lintel explain egress <kind>/<name> [paths|-] [options]

Of egress (kinds may be short: deploy, sts, ds, rs, po, cj; without paths: this folder):
  -n, --namespace NAME  of several workloads of that name, the one in this namespace
      --context PATH    policies, namespaces and workloads from elsewhere (repeatable)
  -c, --config FILE     settings to use instead of the nearest lintel.yaml
      --config-ref REF  settings as a branch, tag or commit has them
  -f, --format F        text (default) or json

Examples:
  lintel explain require-memory-limit
  lintel explain egress deploy/web
  lintel explain egress deploy/web -n shop deploy/ --context policies/ --format json

Exit codes: 0 done, 2 usage, settings, or no such workload, 3 input not understood, 4 internal.
`,
  test: `Runs the fixtures of your own rules, and prints where a rule does otherwise than they say.

Usage: lintel test [rules] [options]

Your rules stand in files that the settings name under policies:, their fixtures in fixtures/<rule>/ beside the settings:
  bad.yaml        with # expect: <rule>/<message> at the end of each line where a finding belongs
  bad.fixed.yaml  what lintel fix --unsafe makes of it, if the rule has a fix
  ok-good.yaml    in which the rule finds nothing

  -c, --config FILE    settings to use instead of the nearest lintel.yaml
      --fixtures DIR   where the folders of fixtures are, instead
      --rule-timeout S seconds that a rule may spend on one object (default 5)

Examples:
  lintel test
  lintel test no-node-ports

Exit codes: 0 all as expected, 1 differences, 2 usage, settings or a broken rule, 3 nothing to test or a rule that never ends, 4 internal.
`,
  new: `Begins a rule of your own: the rule, and fixtures that it passes.

Usage: lintel new rule <name> [--yaml] [--config FILE]

      --yaml           a JSONPath, a JSON Schema and a message, instead of TypeScript
  -c, --config FILE    settings to use instead of the nearest lintel.yaml

Examples:
  lintel new rule require-owner
  lintel new rule no-node-ports --yaml
`,
  config: `Prints the settings that hold for each rule, and where they come from: a pack, a line of lintel.yaml, an override.

Usage: lintel config print [paths] [options]

With paths: for the objects in these files; what overrides make of an object is told for each.

  -c, --config FILE     settings to use instead of the nearest lintel.yaml
      --config-ref REF  settings and rules of your own as a branch, tag or commit has them
  -f, --format F        text (default) or json
      --all             also rules that are off

Examples:
  lintel config print
  lintel config print --config-ref origin/main
  lintel config print deploy/api.yaml
  lintel config print --all --format json

Exit codes: 0 done, 2 usage or settings, 3 input not understood, 4 internal.
`,
  images: `Verifies the images of manifests against their registries, as the settings want it (images:), and writes images.lock
beside the settings: with it, lint verifies the same signatures again without a network, and fix names images by digest.
Or gets the trusted root anew from the mirror of a private Sigstore (images: tuf), and writes it to the file that images: trustedRoot names.

Usage: lintel images verify [paths] [options]
       lintel images trust [options]

Without paths: everything under the folder of the settings, and what of images.lock is not used there is left out.

  -c, --config FILE           settings to use instead of the nearest lintel.yaml
      --config-ref REF        settings and keys as a branch, tag or commit has them
      --check                 write nothing, and exit 1 if images.lock, or the trusted root, would change
      --registry-config FILE  credentials, as docker login writes them (default: config.json in DOCKER_CONFIG or ~/.docker)
      --plain-http HOST       a registry to be spoken to without TLS, with its port (repeatable)

Examples:
  lintel images verify
  lintel images verify deploy/ --registry-config ./config.json
  lintel images verify --check             in a gate: is the lock file what the registries say?
  lintel images trust                      now and then: the pull request shows which logs and authorities came or went

Exit codes: 0 all verified, 1 some are not or --check found a change, 2 usage or settings, 3 a registry or the mirror gave no answer that counts, or input not understood.
`,
  init: `Looks at the manifests under this folder, and writes a lintel.yaml that fits them: registries, kinds of your own, overlays.

Usage: lintel init [--print]

      --print  to standard output, and write nothing

Examples:
  lintel init
  lintel init --print

Exit codes: 0 done, 2 there is a lintel.yaml already, 4 internal.
`,
  serve: `Runs the admission webhook (AdmissionReview v1 over TLS).

Usage: lintel serve [options]

      --host ADDRESS       where to listen (default 127.0.0.1)
      --port N             default 8443; 0 takes a free one
      --metrics-port N     plain HTTP: /livez, /readyz, /metrics (default 8080; 0 takes a free one)
      --tls-cert FILE      certificate (PEM); without one, a certificate for loopback is made
      --tls-key FILE       its key (PEM); both files are looked at every few seconds, and served once they change
  -c, --config FILE        settings to use instead of the nearest lintel.yaml
      --context PATH       manifests of what is in the cluster, for rules about other objects (repeatable)
      --judges N           threads that judge beside the door (default: 1 with rules of your own, else 0)
      --queue N            requests that may wait for a judge (default 64); what comes then is answered at once
      --tuf-cache DIR      what was seen of the settings' TUF mirror is kept here over a restart (default: a temporary folder)
      --registry-config F  credentials for the registries of signed images (default: as docker keeps them)
      --account DIR        token and ca.crt of the account that reads pull secrets and keys (default: the pod's own)
      --refresh-seconds N  how often keys in Secrets and registry credentials are read anew (default 300)
      --drain-seconds N    how long to serve on after SIGTERM, while endpoints drain (default 8)

Paths: POST /validate, /validate/deny, /validate/advise, /mutate

Examples:
  lintel serve --tls-cert tls.crt --tls-key tls.key --host 0.0.0.0
`,
  webhook: `Prints the registration of the webhook: narrow rules, derived from the rules that the settings switch on.
In a pod it also applies it, makes the certificate and renews it, and takes both back; that is what the chart's Jobs do.

Usage: lintel webhook render (--url URL | --service NAMESPACE/NAME) --ca-file FILE [options]
       lintel webhook certificate (--url URL | --service NAMESPACE/NAME) --kept-in NAMESPACE/NAME
       lintel webhook apply (--url URL | --service NAMESPACE/NAME) --kept-in NAMESPACE/NAME [options]
       lintel webhook remove [--kept-in NAMESPACE/NAME]

      --url URL                 where the API server reaches the webhook (https://host:port)
      --service NAMESPACE/NAME  the Service in front of it, instead (port 443, or NAMESPACE/NAME:PORT)
      --ca-file FILE            the authority that signed its certificate (PEM)
  -c, --config FILE             settings to use instead of the nearest lintel.yaml

In a pod:
      --kept-in NAMESPACE/NAME  the Secret of the certificate: made where it is missing, renewed by apply with a third of its time left
      --issued                  somebody else makes and renews what is in that Secret
      --inject-ca-from N/NAME   the Certificate whose authority cert-manager keeps in the registration
      --wait-seconds N          how long to wait until the webhook answers (default 60); nothing is registered before
      --account DIR             token and ca.crt of the account (default: the pod's own)

Examples:
  lintel webhook render --service lintel/webhook --ca-file ca.crt | kubectl apply -f -

Exit codes: 0 done, 2 usage or settings, 4 the webhook does not answer, or the API server refused.
`,
};
