import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { built } from './built.ts';

/** The programs of one control plane. */
export interface ControlPlaneParts {
  /** As `kube-apiserver --version` says it, without the `v`: `1.36.3`. */
  readonly version: string;
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager: string;
}

/**
 * Control planes, newest first: the one in the folder KUBEBUILDER_ASSETS (the convention of setup-envtest), else those that Go builds
 * from modules, once, into the cache. None where they cannot be had: the suite then says that it did not run.
 */
export function findControlPlanes(versions: readonly string[] = KUBERNETES): readonly ControlPlaneParts[] {
  const { KUBEBUILDER_ASSETS: folder = '' } = process.env;
  if (folder !== '') return fromAssets(folder);
  const etcd = built('etcd', 'etcd', 'go.etcd.io/etcd/server/v3', ETCD);
  return etcd === undefined ? [] : versions.flatMap((version) => builtPlane(version, etcd));
}

/** The newest of them alone. */
export function findControlPlane(): ControlPlaneParts | undefined {
  return findControlPlanes([NEWEST])[0];
}

/** Such a folder has no controller manager as a rule: then ours of the nearest minor that is not newer. */
function fromAssets(folder: string): readonly ControlPlaneParts[] {
  const apiServer = join(folder, 'kube-apiserver');
  const version = /v(?<version>\d+\.\d+\.\d+\S*)/u.exec(execFileSync(apiServer, ['--version'], { encoding: 'utf8' }))?.groups?.['version'];
  if (version === undefined) throw new Error(`${apiServer} --version names no version`);
  const beside = join(folder, 'kube-controller-manager');
  const ours = KUBERNETES.find((known) => minorOf(known) <= minorOf(version)) ?? OLDEST;
  const controllerManager = existsSync(beside) ? beside : builtKubernetes('kube-controller-manager', ours);
  return controllerManager === undefined ? [] : [{ version, apiServer, etcd: join(folder, 'etcd'), controllerManager }];
}

function builtPlane(version: string, etcd: string): readonly ControlPlaneParts[] {
  const apiServer = builtKubernetes('kube-apiserver', version);
  const controllerManager = builtKubernetes('kube-controller-manager', version);
  return apiServer === undefined || controllerManager === undefined ? [] : [{ version, etcd, apiServer, controllerManager }];
}

/** A build from modules knows its version only if it is told. */
function builtKubernetes(name: string, version: string): string | undefined {
  const [major, minor] = version.split('.');
  const flags = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor };
  const told = Object.entries(flags).map(([key, value]) => `-X k8s.io/component-base/version.${key}=${value}`);
  return built(`kubernetes-${minorOf(version)}`, name, `k8s.io/kubernetes/cmd/${name}`, version, told);
}

function minorOf(version: string): string {
  return version.split('.', 2).join('.');
}

/** Each has a Go module beside this file, which pins all that it is made of. */
const NEWEST = '1.36.3';
const OLDEST = '1.33.13';
const KUBERNETES = [NEWEST, OLDEST];
const ETCD = '3.6.8';
