/** Settings by name, as text. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** All mistakes in the settings. They name settings and rules, never values, which may be secret. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly mistakes: readonly string[]) {
    super(`The settings have mistakes:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`);
  }
}

/** Reads settings and collects the mistakes in them. An empty setting counts as unset. */
export class SettingReader {
  private readonly mistakes: string[] = [];
  private readonly names = new Set<string>();

  constructor(
    private readonly environment: Environment,
    private readonly readFile: (path: string) => string,
  ) {}

  /** The names of all settings that were read. */
  get known(): ReadonlySet<string> {
    return this.names;
  }

  text(name: string): string | undefined {
    this.names.add(name);
    const value = this.environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  /** Whether a setting is set to nothing, which otherwise counts as unset. */
  isEmpty(name: string): boolean {
    return this.environment[name]?.trim() === '';
  }

  /** A setting whose value may be in a file, named by `<name>_FILE`, to keep the secret out of the environment. */
  secret(name: string): string | undefined {
    const value = this.text(name);
    if (this.text(`${name}_FILE`) === undefined) return value;
    if (value !== undefined) this.mistake(`${name} contradicts ${name}_FILE`);
    const content = this.file(`${name}_FILE`)?.trim();
    if (content === '') this.mistake(`${name}_FILE names an empty file`);
    return content === '' ? undefined : content;
  }

  /** The content of the file that a setting names. */
  file(name: string): string | undefined {
    const path = this.text(name);
    if (path === undefined) return undefined;
    try {
      return this.readFile(path);
    } catch {
      this.mistake(`${name} names a file that cannot be read`);
      return undefined;
    }
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) this.mistake(`${name} must be one of: ${choices.join(', ')}`);
    return choice;
  }

  onOff(name: string): boolean | undefined {
    const choice = this.choice(name, ['on', 'off']);
    return choice && choice === 'on';
  }

  wholeNumber(name: string, { from, to }: Range): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (isWithin(value, { from, to })) return Number(value);
    this.mistake(`${name} must be a whole number from ${from} to ${to}`);
    return undefined;
  }

  wholeNumberOrOff(name: string, { from, to }: Range): number | 'off' | undefined {
    const value = this.text(name);
    if (value === undefined || value === 'off') return value;
    if (isWithin(value, { from, to })) return Number(value);
    this.mistake(`${name} must be a whole number from ${from} to ${to}, or off`);
    return undefined;
  }

  /** A comma separated list. @param what names the entries in the message about a mistake */
  list(name: string, isEntry: (entry: string) => boolean, what: string): readonly string[] {
    const entries = this.text(name)?.split(',') ?? [];
    const trimmed = entries.map((entry) => entry.trim());
    if (!trimmed.every(isEntry)) this.mistake(`${name} must be a comma separated list of ${what}`);
    return trimmed;
  }

  mistake(mistake: string): void {
    this.mistakes.push(mistake);
  }

  /** @throws ConfigurationError if there are mistakes */
  finish(): void {
    if (this.mistakes.length > 0) throw new ConfigurationError(this.mistakes);
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function isWithin(value: string, { from, to }: Range): boolean {
  return /^\d{1,10}$/.test(value) && Number(value) >= from && Number(value) <= to;
}
