// The theme before the first paint: what was chosen here, else what the system says.
{
  const chosen = localStorage.getItem("genie.theme")
  const isDark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches)
  document.documentElement.setAttribute("data-mantine-color-scheme", isDark ? "dark" : "light")
}
