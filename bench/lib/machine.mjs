// What a process has cost, and what is installed. Linux only: figures come from /proc.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** User and system time in /proc are counted in these: 100 a second on every usual kernel. */
const TICK_US = 10_000

/**
 * CPU time that a process has used so far, in microseconds.
 * @param {number} pid
 */
export function cpuOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // the name in brackets may hold spaces; what follows does not
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_US
}

/**
 * Resident memory of a process, in MB.
 * @param {number} pid
 */
export function rssOf(pid) {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Math.round(Number(line?.[1] ?? 0) / 1024)
}

/** @param {string} program */
export function isInstalled(program) {
  try {
    execFileSync('which', [program], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/**
 * The program's path, after installing Debian's package of that name where we may. Says plainly what it does, and
 * answers false where it cannot.
 * @param {string} name
 */
export function installProgram(name) {
  if (isInstalled(name)) return true
  if (process.getuid?.() !== 0 || !isInstalled('apt-get')) {
    console.log(
      `\n!! ${name} is missing and cannot be installed here: install it and run this again.\n`,
    )
    return false
  }
  console.log(`installing ${name} (apt-get install ${name})`)
  const options = /** @type {const} */ ({ stdio: 'ignore', timeout: 180_000 })
  const install = ['install', '-y', '--no-install-recommends', name]
  try {
    execFileSync('apt-get', install, options)
  } catch {
    try {
      execFileSync('apt-get', ['update'], options)
      execFileSync('apt-get', install, options)
    } catch {
      console.log(`\n!! apt-get could not install ${name}; what needs it is left out.\n`)
    }
  }
  return isInstalled(name)
}
