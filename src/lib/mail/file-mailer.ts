import { access, constants, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../make-folder.ts'
import type { MailSender } from './email-address.ts'
import type { Letter, Mailer } from './mailer.ts'
import { messageOf } from './message.ts'

/** A letter, or one that a crash has cut off. */
const LETTER = /\.eml(\.part)?$/

/** Writes each letter into a file of its own, which every mail program opens. */
export function fileMailer(folder: string, from: MailSender): Mailer {
  return {
    goesTo: folder,
    writesFiles: true,
    async send(letter) {
      makeFolder(folder)
      // A second attempt replaces the file of the first.
      await writeWhole(join(folder, `${letter.id}.eml`), await toFile(letter, from))
    },
    async check() {
      makeFolder(folder)
      await access(folder, constants.W_OK)
    },
    async forget(before) {
      makeFolder(folder)
      for (const name of await readdir(folder)) {
        const path = join(folder, name)
        if (LETTER.test(name) && (await stat(path)).mtimeMs < before) await rm(path)
      }
    },
  }
}

async function toFile(letter: Letter, from: MailSender): Promise<Buffer> {
  const { createTransport } = await import('nodemailer')
  const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail(messageOf(letter, from))
  return message as Buffer
}

/** After a crash, the file is there as a whole or not at all. */
async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const unfinished = `${path}.part`
  const file = await open(unfinished, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, path)
}
