import "./look/tokens.css"
import "./look/page.css"
import "./look/mantine.css"
import { createRoot } from "react-dom/client"
import { App } from "./App.tsx"

createRoot(document.getElementById("page")!).render(<App />)
