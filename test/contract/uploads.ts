/** Uploads through the API, for tests of posts with media. */
import assert from 'node:assert/strict'
import { fileForm, picture } from '../world/photograph.ts'
import type { Client } from './api-client.ts'

/** Uploads a small picture. @returns its id */
export async function uploadPicture(by: Client, texts: Record<string, string> = {}, colour = '#2a7'): Promise<string> {
  const { status, body } = await by.post('/api/v2/media', fileForm(await picture({ colour }), texts))
  assert.equal(status, 200, JSON.stringify(body))
  return body.id
}

/** Uploads several pictures. */
export async function uploadPictures(by: Client, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let at = 0; at < count; at++) ids.push(await uploadPicture(by, { description: `picture ${at}` }, `#${at}a7`))
  return ids
}
