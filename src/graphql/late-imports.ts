/**
 * Loads the packages that Apollo Server (`graphql`) and type-graphql (`class-validator`) import in the first operation.
 * In the bundle each is a file of its own, and a process without a free file descriptor cannot open a file.
 */
export async function loadLateImports(): Promise<void> {
  await Promise.all([import('graphql'), import('class-validator')]);
}
