/**
 * The manifest of a project that uses every package.
 *
 * Nothing is hoisted, so what a package forgot to declare is not there; and whatever one package asks of another is
 * answered from the tarballs.
 */
export function consumerManifest(
  tarballs: ReadonlyMap<string, string>,
  versions: Readonly<Record<string, string>>
): { readonly manifest: string; readonly workspace: string } {
  const ours = Object.fromEntries([...tarballs].map(([name, tarball]) => [name, `file:${tarball}`]))
  return {
    manifest: JSON.stringify({
      name: "consumer",
      private: true,
      type: "module",
      dependencies: { ...ours, ...versions }
    }),
    // JSON is YAML.
    workspace: JSON.stringify({ packages: ["."], overrides: ours, pmOnFail: "ignore" })
  }
}
