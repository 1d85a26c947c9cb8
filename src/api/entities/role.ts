import { z } from 'zod'
import type { Role as Name } from '../../db/tables/users.ts'

export const RoleEntity = z.strictObject({
  id: z.string(),
  name: z.string(),
  color: z.string(),
  permissions: z.string(),
  highlighted: z.boolean(),
})
export type RoleEntity = z.infer<typeof RoleEntity>

/** The permission bits of Mastodon that clients read: 1 administrator, 4 dashboard, 16 reports, 1024 users. */
const ROLES: Record<Name, { id: string; name: string; permissions: number }> = {
  user: { id: '-99', name: '', permissions: 0 },
  moderator: { id: '1', name: 'Moderator', permissions: 4 + 16 + 1024 },
  admin: { id: '2', name: 'Admin', permissions: 1 },
  owner: { id: '3', name: 'Owner', permissions: 1 },
}

export function renderRole(name: Name): RoleEntity {
  const role = ROLES[name]
  return { ...role, permissions: String(role.permissions), color: '', highlighted: name !== 'user' }
}
