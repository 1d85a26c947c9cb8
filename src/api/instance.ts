/** Information about this server. */
import { z } from 'zod'
import { findLocalAccount } from '../core/accounts/find.ts'
import type { App } from '../core/app.ts'
import { listKnownDomains } from '../core/instance/peers.ts'
import { getSettings } from '../core/instance/settings.ts'
import { instanceStats } from '../core/instance/stats.ts'
import { CustomEmojiEntity } from './entities/custom-emoji.ts'
import { InstanceEntity, type InstanceView, renderInstance } from './entities/instance.ts'
import { InstanceV1Entity, renderInstanceV1 } from './entities/instance-v1.ts'
import { RuleEntity, renderRule } from './entities/rule.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'

export const instanceEndpoints: Endpoint[] = [
  endpoint('GET /api/v1/instance', { scope: 'public', answer: InstanceV1Entity }, async ({ app }) =>
    renderInstanceV1(app, await loadInstance(app)),
  ),
  endpoint('GET /api/v2/instance', { scope: 'public', answer: InstanceEntity }, async ({ app }) =>
    renderInstance(app, await loadInstance(app)),
  ),
  endpoint('GET /api/v1/instance/rules', { scope: 'public', answer: z.array(RuleEntity) }, async ({ app }) =>
    (await getSettings(app)).rules.map(renderRule),
  ),
  endpoint('GET /api/v1/instance/peers', { scope: 'public', answer: z.array(z.string()) }, async ({ app }) =>
    listKnownDomains(app),
  ),
  /** This server has no emojis of its own. */
  endpoint('GET /api/v1/custom_emojis', { scope: 'public', answer: z.array(CustomEmojiEntity) }, async () => []),
]

async function loadInstance(app: App): Promise<InstanceView> {
  const [settings, stats, { mediaTypes }] = await Promise.all([
    getSettings(app),
    instanceStats(app),
    app.decoder.abilities(),
  ])
  const contact = settings.contactUsername ? await findLocalAccount(app, settings.contactUsername) : undefined
  return { settings, stats, contact, mediaTypes }
}
