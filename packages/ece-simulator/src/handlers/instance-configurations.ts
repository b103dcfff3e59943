// getInstanceConfigurations and getInstanceConfiguration (ece-behaviour 6.2). None of them is configuration
// controlled, so there is one version of each: `include_versions` adds nothing and no `config_version` exists.
import { Failure, type Handlers } from '../context.ts'
import { viewConfiguration } from '../instance-configuration-view.ts'

export const instanceConfigurationHandlers = {
  getInstanceConfigurations: ({ world, query }) => ({
    status: 200,
    body: world.catalogue.instanceConfigurations
      .filter(({ deleted_on }) => query.show_deleted === true || deleted_on === undefined)
      .map((configuration) =>
        viewConfiguration(configuration, world, query.show_max_zones === true),
      ),
  }),
  getInstanceConfiguration: ({ world, params, query }) => {
    const configuration = world.catalogue.instanceConfiguration(params.id ?? '')
    const isGone = configuration?.deleted_on !== undefined && query.show_deleted !== true
    if (configuration === undefined || isGone || query.config_version !== undefined) {
      throw new Failure(
        404,
        'configuration.instance_configuration_not_found',
        `The instance configuration [${params.id}] could not be found.`,
      )
    }
    return {
      status: 200,
      body: viewConfiguration(configuration, world, query.show_max_zones === true),
    }
  },
} satisfies Handlers
