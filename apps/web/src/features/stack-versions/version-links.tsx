import { Link } from '@tanstack/react-router'
import { currentInstallation } from '../../api/installation.ts'

/** Versions as links to their pages, newest first. */
export function VersionLinks({ versions, none }: { versions: readonly string[]; none: string }) {
  if (versions.length === 0) return <p className="text-ink-2">{none}</p>
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1">
      {versions.map((version) => (
        <li key={version}>
          <Link
            to="/$installation/stack-versions/$version"
            params={{ installation: currentInstallation().id, version }}
            className="text-accent underline"
          >
            {version}
          </Link>
        </li>
      ))}
    </ul>
  )
}
