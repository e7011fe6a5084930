// Wrong arguments throw at once and name the argument and its value.

/** Names a value in a message: `'3'`, `NaN`, `a Promise`, `function tick`. Never throws. */
export function describeValue(value: unknown): string {
  try {
    if (typeof value === 'string') return `'${value}'`;
    if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
    if (typeof value === 'object' && value !== null) return describeObject(value);
    return Object.is(value, -0) ? '-0' : String(value);
  } catch {
    // A proxy or a getter that does not like to be asked.
    return 'an object';
  }
}

function describeObject(value: object): string {
  if (isGenerator(value)) return 'a generator';
  if ('toWait' in value) return 'an operation';
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  const name: unknown = tag === 'Object' ? value.constructor?.name : tag;
  if (typeof name !== 'string' || name === '' || name === 'Object') return 'an object';
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** The error for an argument of the wrong kind: `ms must be a number, not 'soon'`. `hint` says what to write. */
export function wrongType(name: string, what: string, value: unknown, hint = ''): TypeError {
  return new TypeError(`${name} must be ${what}, not ${describeValue(value)}${hint}`);
}

/** The error for an argument of the right kind with a value that cannot be. */
export function outOfRange(name: string, what: string, value: unknown): RangeError {
  return new RangeError(`${name} must be ${what}, not ${describeValue(value)}`);
}

/** An object of options. */
export function checkObject(name: string, value: unknown): void {
  if (typeof value === 'object' && value !== null) return;
  throw wrongType(name, 'an object', value);
}

/** Refuses what is no number (TypeError) or lies outside `min` to Infinity (RangeError). */
export function checkNumber(name: string, value: unknown, min: number, what: string): number {
  if (typeof value !== 'number') throw wrongType(name, what, value);
  if (!(value >= min)) throw outOfRange(name, what, value);
  return value;
}

/** A duration: a number of milliseconds, 0 or more; Infinity is for ever. */
export function checkDuration(name: string, value: unknown): number {
  return checkNumber(name, value, 0, 'a number of milliseconds, 0 or more');
}

/** A whole number from `min` up; Infinity only where `unbounded` says so. */
export function checkCount(name: string, value: unknown, min: number, unbounded = false): number {
  const what = `a whole number, ${min} or more${unbounded ? ', or Infinity' : ''}`;
  const n = checkNumber(name, value, min, what);
  if (Number.isInteger(n) || (unbounded && n === Infinity)) return n;
  throw outOfRange(name, what, value);
}

/** Something that can be called. */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') {
    const hint = isGenerator(value)
      ? ' (a generator that was already called: leave out the parentheses)'
      : '';
    throw wrongType(name, 'a function', value, hint);
  }
}

/** Refuses an option that does not exist: a slip of the pen would otherwise be the default. */
export function checkNames(of: string, options: unknown, known: readonly string[]): void {
  checkObject('options', options);
  for (const name of Object.keys(options as object)) {
    if (!known.includes(name))
      throw new TypeError(`${of} has no option ${name}; it has ${known.join(', ')}`);
  }
}

/** The body of a task: any function but an async generator, of which nothing would run. */
export function checkBody(name: string, value: unknown): void {
  checkFunction(name, value);
  // The tag, not `Object.prototype.toString`: every `go` and `call` comes here (10 of 110 ns).
  const { [Symbol.toStringTag]: tag } = value as { [Symbol.toStringTag]?: string };
  if (tag !== 'AsyncGeneratorFunction') return;
  throw new TypeError(
    `${name} must be a generator function, an async one or a plain one, not an async generator function (${(value as { name: string }).name || 'anonymous'})`,
  );
}

function isGenerator(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Generator]';
}
