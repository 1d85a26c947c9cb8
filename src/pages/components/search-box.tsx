import type { VNode } from 'preact'

/** Works without a script: it leads to the results. */
export function SearchBox({ q, type, hasFocus }: { q: string; type: string; hasFocus: boolean }): VNode {
  return (
    <search>
      <form class="search" action="/search">
        <label for="q">Search</label>
        <div class="search-line">
          <input
            id="q"
            name="q"
            type="search"
            value={q}
            maxlength={2_048}
            autocapitalize="none"
            spellcheck={false}
            autofocus={hasFocus}
            aria-describedby="q-hint"
          />
          {type && <input type="hidden" name="type" value={type} />}
          <button type="submit">Search</button>
        </div>
        <p class="hint" id="q-hint">
          A name, a #hashtag, a handle such as @name@social.example, a community such as !name@social.example, or the
          address of a profile, a post or a site with a feed.
        </p>
      </form>
    </search>
  )
}
