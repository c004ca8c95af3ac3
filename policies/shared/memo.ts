/**
 * Compiles a rule's parameters once per settings and not once per object. The one state that rules may have:
 * it is keyed by the parameters themselves, so it can neither change a verdict nor outlive the settings.
 */
export function compiled<P extends object, T>(compile: (params: P) => T): (params: P) => T {
  const known = new WeakMap<P, { readonly value: T }>();
  return (params) => {
    const found = known.get(params) ?? { value: compile(params) };
    known.set(params, found);
    return found.value;
  };
}
