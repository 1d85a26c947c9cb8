export const webhookMessages = {
  'too-many-webhooks': ({ max }: { max: number }) =>
    max === 0
      ? 'This server offers no webhooks.'
      : `You cannot have more than ${max} ${max === 1 ? 'webhook' : 'webhooks'}. Delete one first.`,
  'no-more-webhooks': () => 'This server has as many webhooks as its administrators allow.',
  'not-a-webhook-id': ({ text }: { text: string }) => `“${text}” is not an id. \`atoll webhook list\` shows them.`,
  'webhook-made-otherwise': () =>
    'This key or app has not made the webhook, so it cannot change its address or secret. You can do so in the settings.',
  'no-webhook': ({ id }: { id: number }) => `There is no webhook ${id} of this person.`,
  'no-webhook-delivery': ({ id }: { id: number }) =>
    `There is no delivery ${id} in the log of this webhook that could be repeated.`,
  'webhook-off': () => 'This webhook is off. Switch it on first.',
}

/** Why a webhook is off, as a sentence. */
export const webhookOffReasons = {
  owner: 'You switched it off.',
  failing: 'It was switched off, because nothing was accepted for three days.',
  gone: 'It was switched off, because its address answered that it is gone (410).',
  backlog: 'It was switched off, because too many deliveries were waiting for it.',
  password: 'It was switched off, because the password was changed. If the address is yours, switch it on again.',
} as const
