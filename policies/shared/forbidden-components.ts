/** Globs of images by component. */
export type Components = { readonly [name: string]: readonly string[] };

/** Judged by how it is run, whatever images the settings give it. */
export const GIT_SYNC = 'git-sync';
/** As their projects and the usual mirrors name them. NGINX' own controller is another product: nginx/nginx-ingress. */
export const FORBIDDEN_COMPONENTS: Components = {
  'kubernetes-dashboard': [
    '*/kubernetesui/*',
    '*kubernetesui-*',
    '*/kubernetesdashboarddev/*',
    '*/kubernetes-dashboard',
    '*/kubernetes-dashboard-*',
    '*/kubernetes-dashboard/*',
  ],
  tiller: ['*/tiller', '*/tiller-*', '*-tiller'],
  'ingress-nginx': ['*/ingress-nginx/controller*', '*ingress-nginx-controller*', '*/nginx-ingress-controller*'],
  [GIT_SYNC]: ['*/git-sync', '*/git-sync-*'],
};
