// The key that seals credentials and signs cookies. It lives apart from the database, so that a copy of one opens nothing.
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DATABASE_FILE } from '../store/database-file.ts'
import { codeOf } from './files.ts'
import type { Report } from './problems.ts'

const KEY_BYTES = 32
/** Read or write for anybody but the owner. */
const OTHERS = 0o077

/** Where the key is: `SECRET_KEY_FILE`, else `key` in the data folder, which is made when it is missing. */
export interface KeySource {
  readonly path: string
  readonly variable: 'SECRET_KEY_FILE' | 'DATA_DIR'
}

export const keySource = (dataDir: string, secretKeyFile: string | undefined): KeySource =>
  secretKeyFile === undefined
    ? { path: join(dataDir, 'key'), variable: 'DATA_DIR' }
    : { path: secretKeyFile, variable: 'SECRET_KEY_FILE' }

/**
 * The 32-byte key, or undefined after a report. With `create` a missing key in the data folder is made (mode 0600);
 * without it, it is only looked at and an empty buffer stands for one that is yet to be made.
 */
export function readKey(source: KeySource, create: boolean, report: Report): Buffer | undefined {
  try {
    return checkKey(source, report)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || source.variable === 'SECRET_KEY_FILE') {
      return report(
        source.variable,
        `cannot read the key file ${source.path} (${codeOf(error)}).`,
        source.variable === 'SECRET_KEY_FILE'
          ? 'Make one with: (umask 077; openssl rand -base64 32 > FILE).'
          : 'Give a folder that the user running the console may read and write.',
      )
    }
  }
  const database = join(dirname(source.path), DATABASE_FILE)
  if (existsSync(database)) {
    // a new key would open nothing of it, and stand in the way of the right one
    return report(
      source.variable,
      `the key file ${source.path} is gone, but the database ${database} that it sealed is there.`,
      'Put the key file back, or move the database away to start without sessions and changes.',
    )
  }
  return create ? createKey(source, report) : Buffer.alloc(0)
}

function checkKey({ path, variable }: KeySource, report: Report): Buffer | undefined {
  // one descriptor for both questions: what is judged is what is read
  const file = openSync(path, 'r')
  try {
    const { mode } = fstatSync(file)
    // Windows has no such bits
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      const octal = (mode & 0o777).toString(8).padStart(4, '0')
      return report(
        variable,
        `the key file ${path} has mode ${octal}: others can read it.`,
        `Run: chmod 600 ${path}`,
      )
    }
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
    if (key.length === KEY_BYTES) return key
    return report(
      variable,
      `the key file ${path} does not hold ${KEY_BYTES} bytes in base64.`,
      'Make one with: (umask 077; openssl rand -base64 32 > FILE). Sessions of the old key end.',
    )
  } finally {
    closeSync(file)
  }
}

function createKey(source: KeySource, report: Report): Buffer | undefined {
  const { path, variable } = source
  const unfinished = `${path}.${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(unfinished, `${randomBytes(KEY_BYTES).toString('base64')}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    })
    // a link appears whole or not at all; of two consoles that start at once the second reads the first one's key
    linkSync(unfinished, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      return report(
        variable,
        `cannot make the key file ${path} (${codeOf(error)}).`,
        'Give a folder that the user running the console may write, or set SECRET_KEY_FILE.',
      )
    }
  } finally {
    rmSync(unfinished, { force: true })
  }
  return readKey(source, false, report)
}
