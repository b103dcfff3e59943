// The console's own endpoints about jobs (`/bff/jobs`). Apart from client.ts, because only pages about jobs need them.
import type { Job, JobItem, JobItemState, NewJob } from '@ece/api-types/bff'
import { send } from './client.ts'
import { currentInstallation } from './installation.ts'
import { isPoll, type Read } from './q.ts'

/** Seconds; the console answers these itself, and writes 10,000 items of a new job well within. */
const TIMEOUT = 20
const CREATE_TIMEOUT = 60

function read<Data>(name: string, path: string): Read<Data> {
  return {
    queryKey: [currentInstallation().id, name, path],
    queryFn: async ({ queryKey, signal }) => {
      const background = isPoll(queryKey)
      const { data } = await send({ method: 'GET', path, timeout: TIMEOUT, signal, background })
      // the shapes of the console's own server are one package with this page, and one release
      return data as Data
    },
  }
}

const pathOf = (id: string) => `/bff/jobs/${encodeURIComponent(id)}`

/** The jobs of this installation, newest first. */
export const qJobs = (): Read<{ jobs: Job[] }> =>
  read('jobs', `/bff/jobs?installation=${encodeURIComponent(currentInstallation().id)}`)

/** One job with its story; 404 when there is none. */
export const qJob = (id: string): Read<Job> => read('job', pathOf(id))

export interface JobItems {
  readonly items: readonly JobItem[]
  /** Of this state, on all pages. */
  readonly total: number
}

/** Items by position. */
export const qJobItems = (
  id: string,
  page: {
    readonly state?: JobItemState | undefined
    readonly offset: number
    readonly limit: number
  },
): Read<JobItems> => {
  const state = page.state === undefined ? '' : `state=${page.state}&`
  return read('job-items', `${pathOf(id)}/items?${state}offset=${page.offset}&limit=${page.limit}`)
}

/** Begins a job. The same key again answers the same job. */
export async function createJob(job: NewJob, key: string): Promise<Job> {
  const { data } = await send({
    method: 'POST',
    path: '/bff/jobs',
    body: job,
    headers: { 'Idempotency-Key': key },
    timeout: CREATE_TIMEOUT,
  })
  // as in `read`
  return data as Job
}

/** `console.job_not_in_state` when it is not in a state for it. */
export async function steerJob(id: string, how: '_pause' | '_resume' | '_stop'): Promise<Job> {
  const { data } = await send({ method: 'POST', path: `${pathOf(id)}/${how}`, timeout: TIMEOUT })
  // as in `read`
  return data as Job
}

/** The failed items of an ended job as a new one; with `rest` also those that were never started. */
export async function retryJob(id: string, key: string, rest: boolean): Promise<Job> {
  const { data } = await send({
    method: 'POST',
    path: `${pathOf(id)}/_retry${rest ? '?rest=true' : ''}`,
    headers: { 'Idempotency-Key': key },
    timeout: CREATE_TIMEOUT,
  })
  // as in `read`
  return data as Job
}
