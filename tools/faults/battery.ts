// One console put through everything in a short time: faultless parts come out without a finding, each mutation with one.
import { setTimeout as wait } from 'node:timers/promises'
import { openDatabase } from './database.ts'
import type { Finding } from './judge.ts'
import { codeOf, Operator } from './operator.ts'
import { tamperings, tamperWith } from './tamperings.ts'
import { verifyAudit } from './verify-audit.ts'
import { openWorld, type World } from './world.ts'

const RESTART = 'restart-deployment-es-resource'
/** Later than the first looks of the reconciler, sooner than its end of looking. */
const LATE_MS = 15_000
const SETTLED_WITHIN_MS = 50_000

const broken = (rule: string, why: string): Finding => ({ rule, key: '', why })

interface Station {
  readonly world: World
  readonly find: (finding: Finding) => void
  /** Of the mutant. */
  readonly build: string
  /** By then the effect that ECE was told to have late is there. */
  lateAt: number
}

/** What an outcome may be called that is not final yet. */
const NOT_YET = new Set(['every intent ends'])

/** Runs until the first finding, or to its end. */
export async function runBattery(build: string, seed: number): Promise<Finding[]> {
  const world = await openWorld({ seed, fleet: 90, build })
  const findings: Finding[] = []
  try {
    const station = {
      world,
      find: (finding: Finding) => void findings.push(finding),
      build,
      lateAt: 0,
    }
    for (const step of STEPS) {
      await step(station)
      // the last step spoils the log on purpose
      if (findings.length > 0 || step === verify) return findings
      const operator = await world.signIn()
      const judged = await world.judge(operator)
      const certain = judged.filter(
        ({ rule, why }) => !NOT_YET.has(rule) && !/no outcome/.test(why),
      )
      findings.push(...certain)
      for (const { where } of world.leaks().leaks) findings.push(broken('no secret', where))
      if (findings.length > 0) return findings
    }
    return findings
  } catch (error) {
    // a console that cannot even start or sign in is caught, too
    return [broken('it works at all', error instanceof Error ? error.message.slice(0, 300) : '')]
  } finally {
    await world.end()
  }
}

const pressOften = async ({ world }: Station) => {
  const [one, other] = [await world.signIn(), await world.signIn()]
  const clicks = Array.from({ length: 4 }, () => world.nextClick())
  await Promise.all(clicks.flatMap((click) => [one, other, one].map((by) => by.click(click))))
  for (const click of clicks) await other.click(click)
}

/** Each answer that looks like no, or like nothing; what is open is settled by the last step. */
const cutCalls = async (station: Station) => {
  const { world } = station
  const operator = await world.signIn()
  const again = world.nextClick()
  await operator.click(again)
  const orders = [
    { cut: 'before_status', executes: true },
    { cut: 'after_status' },
    { status: 503, executes: true },
    { status: 409 },
    { status: 500, executes: false },
    { cut: 'before_status', executes: false },
    { apply_after_ms: LATE_MS },
  ]
  for (const order of orders) {
    const click = world.nextClick()
    await world.script({ operation_id: RESTART, path_includes: click.path, ...order })
    await operator.click(click)
  }
  station.lateAt = Date.now() + LATE_MS + 1_000
  // the same once more on a target that has an attempt of the same user already; its request is its own
  const path = `${again.path}?shard_init_wait_time=601`
  await world.script({
    operation_id: RESTART,
    path_includes: path,
    cut: 'before_status',
    executes: false,
  })
  await operator.click({ ...again, key: world.random.uuid(), path })
}

const compete = async ({ world, find }: Station) => {
  const [one, other] = [await world.signIn(), await world.signIn(undefined, 'manager')]
  const click = world.nextClick()
  await world.script({ operation_id: RESTART, path_includes: click.path, delay_ms: 400 })
  const first = one.click(click)
  await wait(150)
  const rival = {
    ...click,
    key: world.random.uuid(),
    path: `${click.path}?shard_init_wait_time=602`,
  }
  const answer = await other.click(rival)
  if (answer === undefined || codeOf(answer) !== 'console.target_busy') {
    find(broken('one change per target', `a rival was answered ${answer?.status} ${answer?.text}`))
  }
  await first
  const reused = await one.click({ ...world.nextClick(), key: click.key })
  if (reused?.status !== 422) {
    find(broken('a key names one request', `another request was answered ${reused?.status}`))
  }
  // the judge must not take the other request for the first one
  world.history.splice(-1)
  const seen = await one.click({
    ...world.nextClick(),
    headers: { 'x-seen-version': '2001-01-01T00:00:00.000Z' },
  })
  if (seen?.status !== 409) find(broken('seen version', `was answered ${seen?.status}`))
}

const crash = async ({ world }: Station) => {
  const [replica] = world.replicas
  const operator = await world.signIn()
  const slow = world.nextClick()
  // killed while ECE works
  await world.script({ operation_id: RESTART, path_includes: slow.path, delay_ms: 60_000 })
  const pressed = operator.click(slow)
  while (!(await world.truth()).some(({ path }) => path.includes(slow.path))) await wait(20)
  await replica.program.kill()
  await pressed
  for (const point of ['change.after_intent', 'change.after_answer']) {
    await replica.restart(`${point}:1:kill9`)
    const click = world.nextClick()
    await operator.click(click)
    await Promise.race([replica.program.gone, wait(3_000)])
    if (replica.program.isRunning()) await replica.program.kill()
    await replica.restart()
    await operator.click(click)
    await replica.program.kill()
  }
  await replica.restart()
}

const refuseRecords = async ({ world, find }: Station) => {
  const operator = await world.signIn()
  const database = await openDatabase(world.dataDir)
  try {
    database.exec(`create trigger faults_full before insert on audit
      begin select raise(abort, 'database or disk is full'); end`)
    const answer = await operator.click(world.nextClick())
    if (answer?.status !== 503) find(broken('no change without a record', `${answer?.status}`))
  } finally {
    database.exec('drop trigger if exists faults_full')
    database.close()
  }
}

const signOut = async ({ world, find }: Station) => {
  const operator = await world.signIn()
  const { cookie } = operator
  await operator.signOut()
  await wait(1_000)
  const { status } = await new Operator(operator.origin, [], cookie).get('/bff/session')
  if (status !== 401) find(broken('signed out', `its cookie was answered ${status}`))
}

const verify = async ({ world, find, build }: Station) => {
  const [replica] = world.replicas
  const database = await openDatabase(world.dataDir)
  try {
    database.exec("update audit set event = 'x' where seq = 1")
    find(broken('append only', 'a record could be changed'))
  } catch {
    // as it must
  } finally {
    database.close()
  }
  await replica.program.stop()
  const { code, said } = await verifyAudit(world.dataDir)
  if (code === 1 || code > 2) find(broken('the chain is whole', said.slice(0, 300)))
  const cut = tamperings['cut']
  if (cut !== undefined && code !== 1) {
    await tamperWith(world.dataDir, cut, world.random)
    const verdict = await verifyAudit(world.dataDir, undefined, build)
    if (verdict.code !== 1) find(broken('a cut tail is seen', `exit code ${verdict.code}`))
  }
  // its log is spoilt now
  await replica.restart()
}

/** Polls the judge: a false verdict shows as soon as it is made. */
const settle = async ({ world, find, lateAt }: Station) => {
  const operator = await world.signIn()
  const deadline = Date.now() + SETTLED_WITHIN_MS
  for (;;) {
    const open = (await world.recorded(operator)).filter(
      ({ state, concluded }) =>
        ['intent', 'sending', 'unknown'].includes(state) && concluded !== true,
    )
    const findings = await world.judge(operator)
    const isLate = Date.now() > deadline
    const isOver = isLate || (open.length === 0 && Date.now() > lateAt)
    for (const finding of findings) {
      const isOpenStill = NOT_YET.has(finding.rule) || /no outcome/.test(finding.why)
      if (!isOpenStill || isOver) find(finding)
    }
    if (isLate && open.length > 0) {
      find(broken('everything is settled', `${open.length} changes are open after 50 s`))
    }
    if (isOver) return
    await wait(700)
  }
}

/** Quick ones first; the last one spoils the log. */
const STEPS = [pressOften, compete, signOut, refuseRecords, cutCalls, crash, settle, verify]
