/** CSS of a certificate, after the common styles. */
export const reproductionStyles = `
.verdict { border-left: 4px solid currentColor; padding-left: 0.75rem; font-size: 1.1rem; }
.verdict strong { text-transform: capitalize; margin-right: 0.5rem; }
.verdict.identical strong, .verdict.equivalent strong { color: var(--good); }
.verdict.differs strong, .verdict.failed strong { color: var(--failed); }
td.mono { overflow-wrap: anywhere; min-width: 18ch; }
`;
