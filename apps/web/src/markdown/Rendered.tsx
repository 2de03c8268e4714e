// The renderer is a chunk of its own: only who reads a text loads it.
import { SquareCheckIcon, SquareIcon } from "lucide-react"
import type { ComponentProps, JSX } from "react"
import ReactMarkdown, { type Components } from "react-markdown"
import rehypeSanitize, { defaultSchema } from "rehype-sanitize"
import remarkGfm from "remark-gfm"
import classes from "./Markdown.module.css"

/** Text in Markdown. HTML in it is shown as it was typed, and nothing in it is fetched. */
const Rendered = ({ children }: { children: string }) => (
  <ReactMarkdown remarkPlugins={remark} rehypePlugins={rehype} components={components}>
    {children}
  </ReactMarkdown>
)

const remark: ComponentProps<typeof ReactMarkdown>["remarkPlugins"] = [remarkGfm]

/** What leads to other places, and to nothing else: a link of a task runs no script and opens no file. */
const schema = {
  ...defaultSchema,
  protocols: { ...defaultSchema.protocols, href: ["http", "https", "mailto"], src: ["http", "https"] }
}

const rehype: ComponentProps<typeof ReactMarkdown>["rehypePlugins"] = [[rehypeSanitize, schema]]

/** A link that leads out of Genie. A path leads nowhere from here: whoever wrote it meant a repository. */
const isElsewhere = (address: unknown): address is string =>
  typeof address === "string" && /^(https?:\/\/|mailto:)/i.test(address)

const apart = { target: "_blank", rel: "noopener noreferrer nofollow" } as const

/** Every heading has the level below a section of the page, so that no level is left out, and looks like its own. */
const heading =
  (level: number) =>
  ({ children }: JSX.IntrinsicElements["h1"]) => (
    <h4 className={classes.heading} data-level={level}>
      {children}
    </h4>
  )

const components: Components = {
  h1: heading(1),
  h2: heading(2),
  h3: heading(3),
  h4: heading(4),
  h5: heading(4),
  h6: heading(4),
  a: ({ children, href, title }) =>
    isElsewhere(href) ? (
      <a href={href} title={title} {...apart}>
        {children}
      </a>
    ) : (
      <span title={href}>{children}</span>
    ),
  // An image would tell its server who reads the task, and when: it is a link until somebody asks for it.
  img: ({ alt, src }) => {
    const name = alt === undefined || alt === "" ? "Image" : alt
    return isElsewhere(src) ? (
      <a href={src} className={classes.image} {...apart}>
        {name}
      </a>
    ) : (
      <span className={classes.image}>{name}</span>
    )
  },
  input: ({ checked }) => {
    const Icon = checked ? SquareCheckIcon : SquareIcon
    return <Icon className={classes.check} size={14} role="img" aria-label={checked ? "done" : "to do"} />
  },
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable without a mouse.
    <section className={classes.table} aria-label="Table" tabIndex={0}>
      <table>{children}</table>
    </section>
  )
}

export default Rendered
