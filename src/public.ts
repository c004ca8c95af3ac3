/**
 * What a rule written elsewhere may lean on: `import { list, type Rule } from 'lintel'`.
 * The one file that only passes on what others export, since it is the promise that a release keeps: what it does not name may change.
 */
export type { Fact, FactEntry, FactsView, FactTools } from './engine/fact.ts';
export type { AttestationProof, ImagesView, ImageVerification, Proof } from './engine/images.ts';
export { asList, asObject, asString, equalJson, isList, isObject, member, toPointer, valueAt } from './engine/json.ts';
export type { Json, JsonObject, Path } from './engine/json.ts';
export type { Pack, PackEntry } from './engine/pack.ts';
export { boolean, integer, list, optional, shaped, text } from './engine/parameters.ts';
export type { Parameter, Parameters, StringFormat } from './engine/parameters.ts';
export { describeRef, refOf } from './engine/resource.ts';
export type { GroupKind, Identified, Operation, Resource, ResourceRef, Subject, User, WorkloadShape } from './engine/resource.ts';
export type {
  Category,
  Edit,
  Enforcement,
  Fix,
  Match,
  Offence,
  Reach,
  Related,
  Remedy,
  Rule,
  RuleContext,
  Safety,
  Severity,
} from './engine/rule.ts';
export { matchesGlob } from './kube/glob.ts';
export { matchesRef, normalised, parseImage, parseRefPattern } from './kube/image-reference.ts';
export type { ImageReference, RefPattern } from './kube/image-reference.ts';
export { compareQuantities, formatQuantity, parseQuantity } from './kube/quantity.ts';
export { matchesLabels, matchesSelector } from './kube/selectors.ts';
export {
  allContainers,
  imageVolumes,
  podAnnotations,
  podLabels,
  podSpec,
  resourcedContainers,
  runningContainers,
} from './kube/workloads.ts';
export type { Container, ContainerAt, ContainerRole } from './kube/workloads.ts';
