import { createTheme, localStorageColorSchemeManager, type MantineColorsTuple } from "@mantine/core"

const indigo: MantineColorsTuple = [
  "#f0f0fd",
  "#dcddf8",
  "#b9bbef",
  "#9496e6",
  "#7578df",
  "#6467e0",
  "#5457cd",
  "#4548b5",
  "#3c3fa0",
  "#31348b"
]

/** The component library in the colors and sizes of `tokens.css`. */
export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 6, dark: 5 },
  colors: { indigo },
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--font-mono)",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "0.9375rem", xl: "1.125rem" },
  defaultRadius: "var(--radius-m)",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    // Beside what opened it, and so inside the same landmark of the page.
    Menu: {
      defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false, transitionProps: { duration: 80 } }
    },
    // Escape closes the menu, and not the panel around it too.
    MenuDropdown: { defaultProps: { "data-mantine-stop-propagation": true } },
    Modal: {
      defaultProps: { overlayProps: { backgroundOpacity: 0.28 }, transitionProps: { duration: 100, transition: "pop" } }
    },
    Tooltip: { defaultProps: { withinPortal: false, openDelay: 250, transitionProps: { duration: 80 } } }
  }
})

/** Where the choice of the theme is kept. `theme.js` reads it before the first paint. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: "genie.theme" })
