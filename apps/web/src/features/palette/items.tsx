// What the palette lists: pages, objects and verbs as one kind of row.
import {
  Box,
  ChartColumn,
  Database,
  FileText,
  Layers,
  Link2,
  List,
  type LucideIcon,
  Server,
  Zap,
} from 'lucide-react'
import type {
  DeploymentHit,
  DeploymentTemplate,
  operations,
  Output,
  StackVersionConfig,
} from '@ece/api-types'
import type { InstallationSummary } from '@ece/api-types/bff'
import type { LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type Action, initialValues } from '../../actions/action.ts'
import type { CurrentVerbs } from '../../actions/current-verbs.ts'
import { currentInstallation } from '../../api/installation.ts'
import { deploymentHealth, resourceHealth } from '../../domain/health.ts'
import {
  listResources,
  nameOfDeployment,
  versionOf,
  versionOfDeployment,
} from '../../domain/resources.ts'
import type { Verdict } from '../../domain/verdict.ts'
import { formatCount } from '../../lib/bytes.ts'
import { now } from '../../lib/clock.ts'
import { shortId } from '../../lib/text.ts'
import { compareVersions } from '../../lib/versions.ts'
import type { PastedLink } from './pasted.ts'
import type { Visit } from './recent.ts'
import { beginsWords, contains, type Wanted } from './wanted.ts'

export interface Item {
  /** Unique in the whole list. */
  readonly key: string
  readonly label: string
  readonly icon: ReactNode
  /** In secondary ink behind the label. */
  readonly hint?: string | undefined
  readonly health?: Verdict
  /** The shortcut to the same. */
  readonly keys?: string
  /** Where it leads; absent for what is done on the spot. */
  readonly link?: LinkProps
  readonly run?: () => void
  readonly isDanger?: boolean
  /** Why it cannot be chosen. */
  readonly disabledReason?: string | undefined
}

export interface Group {
  readonly title: string
  readonly items: readonly Item[]
}

/** A page of the console, as the navigation lists it. */
export interface PalettePage {
  readonly to: NonNullable<LinkProps['to']>
  readonly label: string
  readonly key: string
  readonly icon: LucideIcon
}

/** Rows per group; the list page has the rest. */
const MOST_DEPLOYMENTS = 8
const MOST_OTHERS = 4

const params = () => ({ installation: currentInstallation().id })

/** One line for each kind of object that has a page. */
const OBJECTS: Record<
  Visit['area'],
  { icon: ReactNode; word: string; link: (id: string) => LinkProps }
> = {
  deployments: {
    icon: <Layers />,
    word: 'Deployment',
    link: (deploymentId) => ({
      to: '/$installation/deployments/$deploymentId',
      params: { ...params(), deploymentId },
    }),
  },
  elasticsearch: {
    icon: <Database />,
    word: 'Elasticsearch',
    link: (clusterId) => ({
      to: '/$installation/elasticsearch/$clusterId',
      params: { ...params(), clusterId },
    }),
  },
  kibana: {
    icon: <ChartColumn />,
    word: 'Kibana',
    link: (kibanaId) => ({
      to: '/$installation/kibana/$kibanaId',
      params: { ...params(), kibanaId },
    }),
  },
  templates: {
    icon: <FileText />,
    word: 'Template',
    link: (templateId) => ({
      to: '/$installation/templates/$templateId',
      params: { ...params(), templateId },
    }),
  },
  'stack-versions': {
    icon: <Box />,
    word: 'Stack version',
    link: (version) => ({
      to: '/$installation/stack-versions/$version',
      params: { ...params(), version },
    }),
  },
  allocators: {
    icon: <Server />,
    word: 'Allocator',
    link: (allocatorId) => ({
      to: '/$installation/allocators/$allocatorId',
      params: { ...params(), allocatorId },
    }),
  },
}

function objectItem(area: Visit['area'], id: string, label: string): Item {
  const { icon, link } = OBJECTS[area]
  return { key: `${area} ${id}`, label, icon, link: link(id) }
}

const hint = (...parts: readonly (string | undefined)[]) => parts.filter(Boolean).join(' · ')

/** Links that were pasted, with the installation that each belongs to. */
export const linkItems = (
  links: readonly PastedLink[],
  installations: readonly InstallationSummary[],
): Item[] =>
  links.map(({ installation, path }) => {
    const known = installations.find(({ id }) => id === installation)
    const isOther = installation !== currentInstallation().id
    return {
      key: `link ${path}`,
      label: path.slice(installation.length + 1) || '/',
      icon: <Link2 />,
      hint: hint(
        known === undefined ? undefined : `on ${known.name}`,
        known?.environment,
        isOther && known !== undefined ? 'another installation' : undefined,
      ),
      disabledReason:
        known === undefined ? `This console has no installation "${installation}".` : undefined,
      // another installation means another document; the address is checked as any other
      run: () => globalThis.location.assign(path),
    }
  })

/** The objects that were opened last. */
export const recentItems = (visits: readonly Visit[]): Item[] =>
  visits.map(({ area, id, name }) => ({
    ...objectItem(area, id, name),
    hint: hint(OBJECTS[area].word, name === id ? undefined : shortId(id)),
  }))

export const pageItems = (pages: readonly PalettePage[], text: string): Item[] =>
  pages
    .filter(({ label }) => beginsWords(text, label))
    .map(({ to, label, icon: Icon, key }) => ({
      key: `page ${label}`,
      label,
      keys: `g ${key}`,
      icon: <Icon />,
      // every page of the navigation takes the installation and nothing else
      link: { to, params: params() } as LinkProps,
    }))

/** The verbs of one object on the page, in the order of its menu. */
export const verbItems = (
  { actions, label, onOpen }: CurrentVerbs,
  text: string,
  runRoutine: (action: Action) => void,
): Item[] =>
  actions
    .filter((action) => beginsWords(text, action.label))
    .map((action) => {
      const danger = action.danger(initialValues(action.options))
      return {
        key: `verb ${label} ${action.key}`,
        // the dots say that something is asked first
        label: danger === 'routine' ? action.label : `${action.label}…`,
        icon: <Zap />,
        isDanger: danger === 'destroys',
        disabledReason: action.disabledReason,
        run: () => (danger === 'routine' ? runRoutine(action) : onOpen(action.key)),
      }
    })

/** Hits of one search: the deployments, and the resources in them that carry the name or the id themselves. */
export function hitGroups(
  hits: readonly DeploymentHit[],
  { query, isId }: Wanted,
  total: number | undefined,
): Group[] {
  const isMeant = (id: string, name: string) => (isId ? id.includes(query) : contains(query, name))
  /** The whole id where it is what was looked for, so that the match can be seen. */
  const sayId = (id: string) => (isId && id.includes(query) ? id : shortId(id))
  const resources = (kind: 'elasticsearch' | 'kibana') =>
    hits
      .flatMap((deployment) =>
        listResources(deployment)
          .filter((each) => each.kind === kind && isMeant(each.id, each.name))
          .map((resource) => ({
            ...objectItem(kind, resource.id, resource.name),
            health: resourceHealth(resource, now()),
            hint: hint(
              versionOf(resource),
              sayId(resource.id),
              resource.name === nameOfDeployment(deployment)
                ? undefined
                : `of ${nameOfDeployment(deployment)}`,
            ),
          })),
      )
      .slice(0, MOST_OTHERS)
  const deployments: Item[] = hits.slice(0, MOST_DEPLOYMENTS).map((deployment) => ({
    ...objectItem('deployments', deployment.id, nameOfDeployment(deployment)),
    health: deploymentHealth(deployment, now()),
    hint: hint(
      versionOfDeployment(deployment),
      sayId(deployment.id),
      deployment.metadata?.hidden === true ? 'hidden' : undefined,
    ),
  }))
  const groups = [
    {
      title: 'Deployments',
      items: [...deployments, ...restItem(query, total, deployments.length)],
    },
    { title: 'Elasticsearch', items: resources('elasticsearch') },
    { title: 'Kibana', items: resources('kibana') },
  ]
  if (!isId || hits.some(({ id }) => id.includes(query))) return groups
  // the id of a resource was pasted: it comes before the deployment around it
  return groups.toSorted((a, b) => rank(a) - rank(b))
}

const rank = ({ title, items }: Group) => (title === 'Deployments' || items.length === 0 ? 1 : 0)

const restItem = (query: string, total: number | undefined, shown: number): Item[] =>
  total === undefined || total <= shown
    ? []
    : [
        {
          key: 'all deployments',
          label: `All ${formatCount(total)} deployments that match`,
          icon: <List />,
          link: { to: '/$installation/deployments', params: params(), search: { q: query } },
        },
      ]

export const templateItems = (templates: readonly DeploymentTemplate[], text: string): Item[] =>
  templates
    .filter(({ name, id }) => contains(text, name, id))
    .slice(0, MOST_OTHERS)
    .map(({ id, name }) => ({ ...objectItem('templates', id, name), hint: id }))

export const versionItems = (stacks: readonly StackVersionConfig[], text: string): Item[] =>
  stacks
    .flatMap(({ version }) => (version && contains(text, version) ? [version] : []))
    .toSorted((a, b) => compareVersions(b, a))
    .slice(0, MOST_OTHERS)
    .map((version) => objectItem('stack-versions', version, version))

export const allocatorItems = (
  answer: Output<typeof operations.getAllocators> | undefined,
  text: string,
): Item[] =>
  (answer?.zones ?? [])
    .flatMap(({ allocators }) => allocators)
    .filter(({ allocator_id }) => contains(text, allocator_id))
    .slice(0, MOST_OTHERS)
    .map(({ allocator_id, zone_id }) => ({
      ...objectItem('allocators', allocator_id, allocator_id),
      hint: zone_id,
    }))
