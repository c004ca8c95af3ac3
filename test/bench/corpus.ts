import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gather } from '../../src/cli/collect.ts';

/** A large set of manifests, and which of its files the linter reads. */
export interface Corpus {
  readonly folder: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

/** Real manifests where they are at hand, else made-up ones of about the same size. */
export async function openCorpus(scratch: string, quick: boolean, say: (text: string) => void): Promise<Corpus> {
  const real = path.resolve(import.meta.dirname, '../../../shared/corpus/kubeflow');
  if (existsSync(real)) return await filesOf(quick ? path.join(real, 'common') : real);
  say(`NO CORPUS at ${path.relative(process.cwd(), real)}: these numbers are about MADE-UP manifests, and compare with no others.`);
  const folder = path.join(scratch, 'made-up');
  await makeUp(folder, quick ? MADE_UP_FILES / 10 : MADE_UP_FILES);
  return await filesOf(folder);
}

async function filesOf(folder: string): Promise<Corpus> {
  const { stdin, stdout, stderr } = process;
  const { work } = await gather(['.'], [], { folder, raw: {} }, { stdin, stdout, stderr, env: {}, cwd: folder, now: 0, cores: 1 });
  return { folder, files: work.map((item) => item.path), bytes: work.reduce((sum, { bytes }) => sum + bytes, 0) };
}

async function makeUp(folder: string, files: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let file = 0; file < files; file++) {
    const documents = Array.from({ length: DOCUMENTS_EACH }, (_, index) => documentOf(file * DOCUMENTS_EACH + index));
    await writeFile(path.join(folder, `${file}.yaml`), documents.join('---\n'));
  }
}

/** A Deployment of about 1 KB; every tenth has no memory limit, and all else is in order. */
export function documentOf(number: number): string {
  const limits = number % 10 === 0 ? '' : '\n            limits:\n              memory: 256Mi';
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: service-${number}
  namespace: team-${number % 40}
  labels: # as all of the shop's services have them
    app.kubernetes.io/name: service-${number}
    app.kubernetes.io/part-of: made-up
spec:
  replicas: ${1 + (number % 5)}
  selector:
    matchLabels:
      app.kubernetes.io/name: service-${number}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: service-${number}
    spec:
      automountServiceAccountToken: false
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: main
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
          image: "registry.example/service-${number}:1.${number % 30}.0"
          env:
            - name: DATABASE_HOST
              value: db-${number}.internal
            - { name: LOG_LEVEL, value: 'info' }
          ports:
            - containerPort: 8080
          resources:
            requests:
              cpu: 100m
              memory: 128Mi${limits}
          readinessProbe:
            httpGet:
              path: /ready
              port: 8080
          livenessProbe:
            httpGet:
              path: /live
              port: 8080
`;
}

const MADE_UP_FILES = 1000;
const DOCUMENTS_EACH = 22;
