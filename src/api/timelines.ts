import { z } from 'zod'
import { homeTimeline } from '../core/timelines/home.ts'
import { publicTimeline } from '../core/timelines/public.ts'
import { tagTimeline } from '../core/timelines/tag.ts'
import { StatusEntity } from './entities/status.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { optionalFlag, words } from './http/form-types.ts'
import { showStatusPage } from './show-statuses.ts'

const PublicForm = z.object({ local: optionalFlag, remote: optionalFlag, only_media: optionalFlag })
/** Further hashtags. */
const TagForm = PublicForm.extend({ any: words, all: words, none: words })

export const timelineEndpoints: Endpoint[] = [
  endpoint(
    'GET /api/v1/timelines/home',
    { scope: 'read:statuses', answer: z.array(StatusEntity) },
    async ({ app, viewer, page }) => showStatusPage(app, viewer, await homeTimeline(app, viewer.account, page), page),
  ),
  endpoint(
    'GET /api/v1/timelines/public',
    { scope: 'public / read:statuses', form: PublicForm, answer: z.array(StatusEntity) },
    async ({ app, viewer, form, page }) => {
      const filters = { local: form.local, remote: form.remote, onlyMedia: form.only_media }
      return showStatusPage(app, viewer, await publicTimeline(app, filters, viewer?.account, page), page)
    },
  ),
  endpoint(
    'GET /api/v1/timelines/tag/:tag',
    { scope: 'public / read:statuses', form: TagForm, answer: z.array(StatusEntity) },
    async ({ app, viewer, params, form, page }) => {
      const { local, remote, only_media: onlyMedia, any, all, none } = form
      const filters = { local, remote, onlyMedia, any, all, none }
      return showStatusPage(app, viewer, await tagTimeline(app, params.tag, filters, viewer?.account, page), page)
    },
  ),
]
