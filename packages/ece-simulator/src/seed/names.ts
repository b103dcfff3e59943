// Words that names, tags and owners of generated deployments are made of, and the names that break careless consoles.

export const TEAMS = [
  'search',
  'payments',
  'logistics',
  'identity',
  'platform',
  'risk',
  'catalog',
  'checkout',
  'mobile',
  'data',
  'billing',
  'support',
  'fraud',
  'maps',
  'media',
  'pricing',
  'orders',
  'security',
  'partners',
  'research',
] as const
export const PURPOSES = [
  'logs',
  'metrics',
  'traces',
  'search',
  'audit',
  'events',
  'apm',
  'archive',
  'sessions',
  'documents',
  'alerts',
  'reports',
  'products',
  'users',
  'inventory',
  'siem',
  'telemetry',
  'mail',
  'tickets',
  'vectors',
] as const
export const ENVIRONMENTS = [
  'prod',
  'prod',
  'prod',
  'staging',
  'staging',
  'dev',
  'dev',
  'test',
  'perf',
  'sandbox',
] as const
export const OWNERS = [
  'admin',
  'manager',
  'ops1',
  'ops2',
  'night-shift',
  'a.ivanova',
  'j.tanaka',
  'terraform',
] as const
export const REPOSITORIES = ['minio-prod', 'minio-prod', 's3-archive', 'nfs-backup'] as const

/** Scripts of several kinds, right to left, joined emoji. */
export const CYRILLIC = 'Поиск по каталогу'
export const JAPANESE = '検索サービス 本番'
export const ARABIC = 'البحث في المستندات'
export const EMOJI = '🚀 launch metrics 👩‍👩‍👧‍👦'
export const HTML = '<img src=x onerror=alert(1)>'
export const FORMULA = '=HYPERLINK("https://example.invalid","open")'
const SENTENCE = 'a name that somebody generated from a ticket and never shortened '
/** 200 characters. */
export const LONG = SENTENCE.repeat(4).slice(0, 199).replaceAll(' ', '-').concat('x')
