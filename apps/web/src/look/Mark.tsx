/** The sign of Genie: three columns of work, one moving. */
export const Mark = ({ size = 20 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="#5457cd" />
    <path d="M8 9.500h4v13H8zM14 9.500h4v8.500h-4zM20 9.500h4v5h-4z" fill="#fff" />
  </svg>
)
