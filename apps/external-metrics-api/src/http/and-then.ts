/** Continues with a value that may still be on its way; without a promise everything happens at once. */
export function andThen<A, B>(value: A | Promise<A>, step: (value: A) => B | Promise<B>): B | Promise<B> {
  return value instanceof Promise ? value.then(step) : step(value);
}
