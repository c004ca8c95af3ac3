/** Where the API server keeps what `lintel webhook apply` registers. */
export const REGISTRATIONS = ['validating', 'mutating'].map(
  (kind) => `/apis/admissionregistration.k8s.io/v1/${kind}webhookconfigurations/lintel`,
);

export function certificatesIn(pem: string): number {
  return pem.match(/BEGIN CERTIFICATE/gu)?.length ?? 0;
}
