/** What has arrived of a form: its texts in memory, its files on disk. */
import { rm } from 'node:fs/promises'
import type { BodyHold } from '../body-budget.ts'
import { BodyError } from '../body-error.ts'
import type { Upload } from '../upload-budget.ts'
import { cleanFileName } from './file-name.ts'
import { type PartHead, parsePartHead } from './part-head.ts'
import { RefusedPart } from './refused-part.ts'
import type { PartEvent } from './split-parts.ts'
import { TemporaryFile } from './temporary-file.ts'

/** One file of a form. Whoever wants to keep it moves it away before the request is answered. */
export interface UploadedFile {
  readonly field: string
  /** For display only; may be empty. */
  readonly fileName: string
  /** What the sender says it is. */
  readonly mediaType: string
  readonly path: string
  readonly bytes: number
}

export interface FileLimit {
  /** Of one file. */
  maxBytes: number
  /** Of files in this field; 1 unless it is given. */
  maxFiles?: number
}

export type Texts = readonly (readonly [field: string, text: string])[]

export interface FormLimits {
  /** The fields that take files. A file in any other field is refused. */
  files: Readonly<Record<string, FileLimit>>
  /** Of all texts together. */
  maxTextBytes: number
  /** Called before the first file, with the texts before it. It throws to refuse the form. */
  beforeFiles?: (texts: Texts) => void
  /** Whether the texts before the files are wanted even if the form is too long. It is then refused at its first file. */
  wantsTexts?: boolean
}

interface Sinks {
  /** A path for a new file. */
  temporaryFile: () => Promise<string>
  upload: Upload | undefined
  hold: BodyHold | undefined
}

/** Takes the content of the part that is arriving. */
interface Part {
  write(bytes: Buffer): Promise<void> | undefined
  finish(): Promise<void> | undefined
  remove?(): Promise<void>
}

export class ReceivedParts {
  readonly texts: [field: string, text: string][] = []
  readonly files: UploadedFile[] = []
  readonly #limits: FormLimits
  readonly #sinks: Sinks
  #part: Part | undefined
  #textBytes = 0
  constructor(limits: FormLimits, sinks: Sinks) {
    this.#limits = limits
    this.#sinks = sinks
  }

  /** @throws BodyError, RefusedPart */
  async take(event: PartEvent): Promise<void> {
    if (event.kind === 'content') return this.#part?.write(event.bytes)
    if (event.kind === 'end') return this.#endPart()
    const head = parsePartHead(event.head)
    if (!head) throw new BodyError('not-multipart')
    // A browser sends an input for a file that was left empty as a file without a name.
    this.#part = head.rawFileName ? await this.#filePart(head, head.rawFileName) : this.#textPart(head)
  }

  async remove(): Promise<void> {
    await this.#part?.remove?.()
    this.#part = undefined
    await Promise.all(this.files.map(({ path }) => rm(path, { force: true })))
  }

  async #endPart(): Promise<void> {
    await this.#part?.finish()
    this.#part = undefined
  }

  #textPart({ field, rawFileName }: PartHead): Part {
    const pieces: Buffer[] = []
    const write = (bytes: Buffer): undefined => {
      this.#countText(bytes.length)
      pieces.push(bytes)
    }
    const finish = (): undefined => {
      if (rawFileName === undefined) this.texts.push([field, new TextDecoder().decode(Buffer.concat(pieces))])
    }
    return { write, finish }
  }

  async #filePart({ field, mediaType }: PartHead, rawFileName: string): Promise<Part> {
    const { maxBytes } = this.#limitOf(field)
    if (this.files.length === 0) this.#limits.beforeFiles?.(this.texts)
    const file = await TemporaryFile.create(await this.#sinks.temporaryFile())
    const write = (bytes: Buffer) => {
      if (file.bytes + bytes.length > maxBytes) throw new BodyError('too-long', maxBytes)
      if (this.#sinks.upload?.take(bytes.length) === false) throw new BodyError('no-room')
      return file.write(bytes)
    }
    const finish = async () => {
      await file.finish()
      const { path, bytes } = file
      this.files.push({ field, fileName: cleanFileName(rawFileName), mediaType, path, bytes })
    }
    return { write, finish, remove: () => file.remove() }
  }

  /** @throws RefusedPart */
  #limitOf(field: string): FileLimit {
    const limit = Object.hasOwn(this.#limits.files, field) ? this.#limits.files[field] : undefined
    if (!limit) throw new RefusedPart(field, 'not-a-text')
    const count = this.files.filter((file) => file.field === field).length
    if (count >= (limit.maxFiles ?? 1)) throw new RefusedPart(field, 'one-too-many')
    return limit
  }

  #countText(bytes: number): void {
    const { maxTextBytes } = this.#limits
    this.#textBytes += bytes
    if (this.#textBytes > maxTextBytes) throw new BodyError('too-long', maxTextBytes)
    if (this.#sinks.hold?.take(bytes) === false) throw new BodyError('no-room')
  }
}
