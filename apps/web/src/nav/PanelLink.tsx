import type { ComponentProps } from "react"
import { Link } from "wouter"
import { useOpen } from "./panels.ts"

type PanelLinkProps = Omit<ComponentProps<typeof Link>, "href" | "to" | "asChild" | "onClick" | "className"> & {
  readonly href: string
  readonly className?: string | undefined
}

/** A link to something that opens in a panel, over the page one is on. */
export const PanelLink = ({ href, ...rest }: PanelLinkProps) => {
  const open = useOpen()
  return (
    <Link
      {...(rest as Omit<ComponentProps<"a">, "href">)}
      href={href}
      onClick={(event) => {
        // A click that asks for another tab or window is the browser's.
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        open(href)
      }}
    />
  )
}
