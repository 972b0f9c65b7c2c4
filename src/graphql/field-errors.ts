import type { ValidationError } from 'class-validator';
import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  TokenKind,
  type GraphQLInputType,
  type Token,
} from 'graphql';

/** A mistake in an argument or variable: its path and its rule, never its value. */
export interface FieldError {
  /** `checkoutFormToken`, `input.sessionToken`, `ids[3]`. */
  readonly path: string;
  readonly message: string;
}

/** The broken rules of an input class, inner ones included. */
export function brokenRules(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const path = `${parent}${property}`;
    return [...Object.values(constraints).map((message) => ({ path, message })), ...brokenRules(children, `${path}.`)];
  });
}

/** The type at `path` inside `type`, if there is one. */
export function typeAt(type: GraphQLInputType, path: readonly (string | number)[]): GraphQLInputType | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return type;
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (typeof step === 'number') return isListType(nullable) ? typeAt(nullable.ofType, rest) : undefined;
  const named = getNamedType(nullable);
  const field = isInputObjectType(named) ? named.getFields()[step] : undefined;
  return field && typeAt(field.type, rest);
}

/** A path as a client writes it, such as `input` or `ids[3].name`. */
export function printPath(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}

/** The path of a literal in a document: the argument and the input fields that contain it. */
export function literalPath(literal: Token): string {
  const names: string[] = [];
  let closed = 0;
  let nameIsDue = true;
  for (let token = literal.prev; token !== null; token = token.prev) {
    if (isClosing(token)) closed++;
    else if (isOpening(token) && closed > 0) closed--;
    else if (closed > 0) continue;
    else if (token.kind === TokenKind.PAREN_L) break;
    else if (token.kind === TokenKind.BRACE_L) nameIsDue = true;
    else if (token.kind === TokenKind.COLON && nameIsDue) {
      names.unshift(token.prev?.value ?? '');
      nameIsDue = false;
    }
  }
  return names.join('.');
}

function isOpening({ kind }: Token): boolean {
  return kind === TokenKind.BRACE_L || kind === TokenKind.BRACKET_L || kind === TokenKind.PAREN_L;
}

function isClosing({ kind }: Token): boolean {
  return kind === TokenKind.BRACE_R || kind === TokenKind.BRACKET_R || kind === TokenKind.PAREN_R;
}
