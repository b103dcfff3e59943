import type { DeploymentTemplate } from '@ece/api-types'
import { describe, expect, it } from 'vitest'
import { describeSizes } from './configuration-table.tsx'
import { describeKinds, describeSize, isLegacy, listTiers, matchesText } from './template-facts.ts'

const template: DeploymentTemplate = {
  id: 'hot-warm',
  name: 'Hot-warm',
  deployment_template: {
    resources: {
      elasticsearch: [
        {
          ref_id: 'es-ref-id',
          plan: {
            cluster_topology: [
              { id: 'hot_content', zone_count: 2, size: { value: 4096 }, node_roles: ['master'] },
              { id: 'warm', zone_count: 1, size: { value: 0 } },
            ],
          },
        },
      ],
      kibana: [
        {
          ref_id: 'kibana-ref-id',
          plan: { cluster_topology: [{ zone_count: 1, size: { value: 1024 } }] },
        },
      ],
      apm: [],
    },
  },
}

describe('what a deployment template says', () => {
  it('lists every tier with what a new deployment gets of it', () => {
    expect(listTiers(template).map((tier) => [tier.name, describeSize(tier)])).toEqual([
      ['Hot content', '4 GB × 2 zones'],
      ['Warm', undefined],
      ['Kibana', '1 GB × 1 zone'],
    ])
  })

  it('names the kinds it starts with, and not those of size 0', () => {
    expect(describeKinds(template)).toEqual(['Elasticsearch', 'Kibana'])
    expect(describeKinds({ ...template, deployment_template: {} })).toEqual([])
  })

  it('has nothing to say about a template without any optional field', () => {
    const bare = { id: 'x', name: 'x' }
    expect([listTiers(bare), isLegacy(bare)]).toEqual([[], false])
    const holes = {
      ...bare,
      deployment_template: {
        resources: { elasticsearch: [{ ref_id: 'r', plan: { cluster_topology: [{}] } }] },
      },
    }
    expect(listTiers(holes).map((tier) => [tier.name, describeSize(tier)])).toEqual([
      ['Elasticsearch', undefined],
    ])
  })

  it('finds a template by part of its name, id or description, whatever the case', () => {
    expect(matchesText(template, ' WARM ')).toBe(true)
    expect(matchesText({ ...template, description: 'For logs' }, 'logs')).toBe(true)
    expect(matchesText(template, 'frozen')).toBe(false)
  })

  it('knows legacy templates by their metadata', () => {
    expect(isLegacy({ ...template, metadata: [{ key: 'legacy', value: 'true' }] })).toBe(true)
  })
})

describe('the sizes of an instance configuration', () => {
  it('are a range and a start', () => {
    expect(
      describeSizes({ name: 'data', discrete_sizes: { sizes: [65536, 1024], default_size: 4096 } }),
    ).toBe('1 GB to 64 GB, starts with 4 GB')
  })

  it('are left out as far as ECE leaves them out', () => {
    expect(describeSizes({ name: 'data' })).toBeUndefined()
    expect(describeSizes({ name: 'data', discrete_sizes: { default_size: 512 } })).toBe('512 MB')
    expect(describeSizes({ name: 'data', discrete_sizes: { sizes: [2048] } })).toBe('2 GB')
  })
})
