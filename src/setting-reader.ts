/** Settings as an operating system or a file gives them: names and text. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** All that is wrong with the settings, told at once: by name and rule, never by value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly mistakes: readonly string[]) {
    super(`The settings have mistakes:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`);
  }
}

/** Reads settings one by one, and keeps what is wrong with them until all are read. An empty setting is an unset one. */
export class SettingReader {
  private readonly mistakes: string[] = [];

  constructor(private readonly environment: Environment) {}

  text(name: string): string | undefined {
    const value = this.environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) this.mistake(`${name} must be one of: ${choices.join(', ')}`);
    return choice;
  }

  wholeNumber(name: string, { from, to }: { from: number; to: number }): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (/^\d{1,10}$/.test(value) && Number(value) >= from && Number(value) <= to) return Number(value);
    this.mistake(`${name} must be a whole number from ${from} to ${to}`);
    return undefined;
  }

  mistake(mistake: string): void {
    this.mistakes.push(mistake);
  }

  /** @throws ConfigurationError where any mistake was found */
  finish(): void {
    if (this.mistakes.length > 0) throw new ConfigurationError(this.mistakes);
  }
}
