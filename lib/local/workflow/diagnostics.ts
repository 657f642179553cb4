/** What is wrong with a definition: AWS's own diagnostics, and what only the local cloud lacks. */

/** AWS's codes (API reference, ValidateStateMachineDefinitionDiagnostic [D]; the two about JSONata: floci-io/floci#2670, #2745, measured on AWS [S]). */
export type DiagnosticCode =
  | 'INVALID_JSON_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'INVALID_RESOURCE'
  | 'MISSING_END_STATE'
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_STATE_NAME'
  | 'MISSING_TRANSITION_TARGET'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION';

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly message: string;
  /** `/States/Work/Next`; absent where AWS gives none. */
  readonly location?: string;
}

/** A definition AWS would refuse; message and order are AWS's, a missing location is written `null` (floci-io/floci#2735 [S]). */
export class InvalidDefinition extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const all = diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location ?? 'null'}`);
    super(`Invalid State Machine Definition: '${all.join(', ')}'`);
    this.name = 'InvalidDefinition';
    this.diagnostics = diagnostics;
  }
}

/** A definition AWS would take and the local cloud cannot run; one plain line. */
export class UnsupportedDefinition extends Error {
  constructor(lacks: readonly string[]) {
    super(`not supported by the local cloud: ${lacks.join('; ')}`);
    this.name = 'UnsupportedDefinition';
  }
}

/** Collects what a definition's checks find, so that one refusal tells of everything. */
export class Diagnostics {
  readonly #found: Diagnostic[] = [];
  readonly #lacks: string[] = [];

  add(code: DiagnosticCode, message: string, location?: string): void {
    this.#found.push({ code, message, ...(location === undefined ? {} : { location }) });
  }

  schema(message: string, location: string): void {
    this.add('SCHEMA_VALIDATION_FAILED', message, location);
  }

  required(names: readonly string[], location: string): void {
    if (names.length > 0) this.schema(`These fields are required: [${names.join(', ')}]`, location);
  }

  /** What AWS has and the local cloud has not. */
  lack(what: string, location: string): void {
    this.#lacks.push(`${what} at ${location}`);
  }

  /** Throws InvalidDefinition before UnsupportedDefinition. */
  throwIfAny(): void {
    if (this.#found.length > 0) throw new InvalidDefinition(this.#found);
    if (this.#lacks.length > 0) throw new UnsupportedDefinition(this.#lacks);
  }
}
