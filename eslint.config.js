import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'schema/generated'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-params': ['error', 3],
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    // What is loaded before the server is asked only whether it is to do anything.
    ignores: ['src/main.ts', 'src/otel.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/main.ts reads the environment.' },
      ],
      'no-restricted-imports': [
        'error',
        { name: 'node:process', message: 'Only src/main.ts reads the environment.' },
        { name: 'process', message: 'Only src/main.ts reads the environment.' },
        ...['node:async_hooks', 'async_hooks'].map((name) => ({
          name,
          message: 'Its promise hooks slow every await down: hand the value down instead.',
        })),
      ],
    },
  },
  {
    files: ['src/**/*.ts', 'scripts/**/*.js'],
    // The tests' limits are in scripts/code/functions.js: a describe may be longer than a function.
    rules: { 'max-lines-per-function': ['error', 40], 'max-lines': ['error', 200] },
  },
  // The rows of a table of cases are spread over a test's parameters.
  { files: ['test/**/*.test.ts'], rules: { 'max-params': 'off' } },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
);
