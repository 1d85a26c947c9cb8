/** What the application does with what comes in: the usual listeners, as the guides of Fedify have them. */
import type { Federation, InboxContext } from '@fedify/fedify'
import {
  Accept,
  Activity,
  Announce,
  Block,
  Create,
  Delete,
  Follow,
  isActor,
  Like,
  Note,
  Person,
  Reject,
  Undo,
  Update,
} from '@fedify/vocab'
import type { FedifyState } from './fedify-state.ts'

type Context = InboxContext<void>

/** Registers the inboxes. @param name the only person there */
export function listenAtInbox(federation: Federation<void>, state: FedifyState, name: string): void {
  federation
    .setInboxListeners('/users/{identifier}/inbox', '/inbox')
    .setSharedKeyDispatcher(() => ({ identifier: name }))
    .on(Follow, (ctx, follow) => acceptFollow(ctx, state, name, follow))
    .on(Accept, (_, accept) => answered(state, accept, true))
    .on(Reject, (_, reject) => answered(state, reject, false))
    .on(Create, (ctx, create) => heard(ctx, state, create))
    .on(Update, (ctx, update) => heard(ctx, state, update))
    .on(Delete, (_, gone) => told(state, gone, () => state.heard.delete(gone.objectId?.href ?? '')))
    .on(Like, (_, like) => told(state, like, () => state.likes.add(deedOf(like))))
    .on(Announce, (_, boost) => told(state, boost, () => state.boosts.add(deedOf(boost))))
    .on(Block, (_, block) => told(state, block, () => state.blocks.add(deedOf(block))))
    .on(Undo, (ctx, undo) => undone(ctx, state, undo))
    .on(Activity, (_, other) => told(state, other, () => {}))
    .onError((_, error) => void state.errors.push(error))
}

export function deedOf({ actorId, objectId }: Activity): string {
  return `${actorId?.href} ${objectId?.href}`
}

function told(state: FedifyState, activity: Activity, change: () => void): void {
  change()
  state.taken.push(activity.constructor.name)
}

async function acceptFollow(ctx: Context, state: FedifyState, name: string, follow: Follow): Promise<void> {
  const follower = await follow.getActor(ctx)
  if (!isActor(follower) || !follower.id) throw new Error('A follow of nobody')
  const actor = ctx.getActorUri(name)
  const id = new URL(`#accepts/${crypto.randomUUID()}`, actor)
  await ctx.sendActivity({ identifier: name }, follower, new Accept({ id, actor, object: follow }))
  const { href } = follower.id
  told(state, follow, () => state.followers.set(href, follower))
}

function answered(state: FedifyState, answer: Accept | Reject, isYes: boolean): void {
  const target = state.sentFollows.get(answer.objectId?.href ?? '')
  if (target === undefined || target !== answer.actorId?.href) throw new Error('An answer to nothing that was asked')
  told(state, answer, () => (isYes ? state.following.add(target) : state.following.delete(target)))
}

async function heard(ctx: Context, state: FedifyState, activity: Create | Update): Promise<void> {
  const object = await activity.getObject(ctx)
  const id = object?.id?.href ?? ''
  told(state, activity, () => {
    if (object instanceof Note) state.heard.set(id, String(object.content))
    if (object instanceof Person) state.names.set(id, String(object.name))
  })
}

async function undone(ctx: Context, state: FedifyState, undo: Undo): Promise<void> {
  const deed = await undo.getObject(ctx)
  if (!(deed instanceof Activity)) throw new Error('An undo of nothing')
  if (deed.actorId?.href !== undo.actorId?.href) throw new Error('An undo of what somebody else did')
  told(state, undo, () => {
    if (deed instanceof Follow) state.followers.delete(deed.actorId?.href ?? '')
    if (deed instanceof Like) state.likes.delete(deedOf(deed))
    if (deed instanceof Announce) state.boosts.delete(deedOf(deed))
    if (deed instanceof Block) state.blocks.delete(deedOf(deed))
  })
}
