import { createServer } from 'node:net';

/** Where debuggers look by themselves. */
const usualPort = 9229;

/** The port for a debugger: the usual one, or any where that is taken. */
export async function inspectorPort(): Promise<number> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(usualPort, '127.0.0.1', () => resolve(true));
  });
  if (isFree) await new Promise((resolve) => server.close(resolve));
  return isFree ? usualPort : 0;
}
