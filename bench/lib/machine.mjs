// What a process has cost, and what is installed. Linux only: figures come from /proc.
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'

/**
 * CPU time that a process has used so far, in microseconds: that of its threads, which the scheduler counts in
 * nanoseconds (the process's own figure comes in hundredths of a second).
 * @param {number} pid
 */
export function cpuOf(pid) {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => {
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')
    return Number(nanoseconds)
  })
  return threads.reduce((sum, one) => sum + one, 0) / 1_000
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
