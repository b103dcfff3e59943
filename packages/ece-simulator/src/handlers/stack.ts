// getVersionStacks and getVersionStack (ece-behaviour 6.3).
import { Failure, type Handlers } from '../context.ts'

export const stackHandlers = {
  // show_unusable makes no difference: on ECE every user may use every version
  getVersionStacks: ({ world, query }) => ({
    status: 200,
    body: {
      stacks: world.catalogue.stacks.filter(
        (stack) => query.show_deleted === true || !stack.deleted,
      ),
    },
  }),
  getVersionStack: ({ world, params }) => {
    const stack = world.catalogue.stack(params.version ?? '')
    if (stack === undefined) {
      throw new Failure(
        404,
        'stackpack.version_not_found',
        `The Elastic Stack version [${params.version}] could not be found.`,
      )
    }
    return { status: 200, body: stack }
  },
} satisfies Handlers
