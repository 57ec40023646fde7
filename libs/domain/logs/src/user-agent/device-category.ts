const desktopSystems: ReadonlySet<string> = new Set([
  'Arch Linux',
  'CentOS',
  'Chrome OS',
  'Debian',
  'Fedora',
  'FreeBSD',
  'Gentoo',
  'Kubuntu',
  'Linux',
  'Linux Mint',
  'Mac OS',
  'Mac OS X',
  'Mandriva',
  'Mageia',
  'NetBSD',
  'OpenBSD',
  'Puppy',
  'Red Hat',
  'SUSE',
  'Slackware',
  'Solaris',
  'Ubuntu',
  'Windows',
  'openSUSE',
]);
const phoneSystems: ReadonlySet<string> = new Set([
  'BlackBerry OS',
  'Firefox OS',
  'KaiOS',
  'Symbian OS',
  'Windows Mobile',
  'Windows Phone',
  'iOS',
]);

/**
 * The kind of device: `Bot` for spiders; by the operating system `Desktop`, `Mobile` or `Tablet`; else `Other`. Android tablets
 * are those that do not say `Mobile`.
 */
export function toDeviceCategory(device: string, system: string, text: string): string {
  if (device === 'Spider') return 'Bot';
  if (desktopSystems.has(system)) return 'Desktop';
  if (device === 'iPad' || system === 'BlackBerry Tablet OS') return 'Tablet';
  if (system === 'Android') return text.includes('Mobile') ? 'Mobile' : 'Tablet';
  return phoneSystems.has(system) ? 'Mobile' : 'Other';
}
