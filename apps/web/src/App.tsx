import { MantineProvider } from "@mantine/core"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { Problem } from "./api/Problem.ts"
import { colorSchemeManager, theme } from "./look/theme.ts"
import { Notices } from "./shell/Notices.tsx"
import { SignedIn } from "./shell/SignedIn.tsx"

/** The whole page. */
export const App = () => (
  <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemeManager}>
    <QueryClientProvider client={queries}>
      <SignedIn />
      <Notices />
    </QueryClientProvider>
  </MantineProvider>
)

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The feed says when something is stale; a look back at the page need not ask again.
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => error instanceof Problem && error.status === 503 && failures < 3
    }
  }
})
