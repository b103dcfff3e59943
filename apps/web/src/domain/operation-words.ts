/**
 * `restartDeploymentEsResource` → `Restart deployment Elasticsearch resource`. The table's summaries are not in the
 * browser's bundle, and a row that this release no longer has is named as well.
 */
export function sayOperation(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(' ')
    .map((word) => (word === 'Es' ? 'Elasticsearch' : word.toLowerCase()))
  const text = words.join(' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
