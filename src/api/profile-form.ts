/** The fields with which a person changes their own profile. */
import { z } from 'zod'
import { maxPictureBytes } from '../core/media/limits.ts'
import { optionalEntries, optionalFlag, optionalList, optionalObject, optionalText } from './http/form-types.ts'

/** Higher than core's own limits, whose errors say more. */
const MAX_TEXT = 50_000

const Field = optionalObject(z.object({ name: optionalText(MAX_TEXT), value: optionalText(MAX_TEXT) }))

export const profileFields = {
  display_name: optionalText(MAX_TEXT),
  note: optionalText(MAX_TEXT),
  locked: optionalFlag,
  bot: optionalFlag,
  discoverable: optionalFlag,
  indexable: optionalFlag,
  hide_collections: optionalFlag,
  fields_attributes: optionalEntries(Field),
  avatar_description: optionalText(MAX_TEXT),
  header_description: optionalText(MAX_TEXT),
  attribution_domains: optionalList(optionalText(MAX_TEXT)),
}
const ProfileForm = z.object(profileFields)

export const profileFiles = { avatar: maxPictureBytes, header: maxPictureBytes }

export function profileChanges(form: z.output<typeof ProfileForm>) {
  const { display_name, note, locked, bot, discoverable, indexable, avatar_description, header_description } = form
  return {
    ...{ display_name, note, locked, bot, discoverable, indexable, avatar_description, header_description },
    fields: form.fields_attributes?.map((field) => ({ name: field?.name ?? '', value: field?.value ?? '' })),
    hides_network: form.hide_collections,
  }
}
