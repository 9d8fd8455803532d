"""A mail server for tests: stores each letter as a file, and refuses recipients named "refused".

    mail_server.py FOLDER        prints its port on 127.0.0.1
"""

import asyncio
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])


async def receive_letter(reader):
    lines = []
    while (line := await reader.readline()) not in (b".\r\n", b""):
        lines.append(line[1:] if line.startswith(b".") else line)
    return b"".join(lines)


async def serve(reader, writer):
    def answer(text):
        writer.write(text.encode() + b"\r\n")

    answer("220 mail.example.org")
    while line := await reader.readline():
        command = line.strip().upper()
        if command.startswith(b"RCPT TO:<REFUSED@"):
            answer("550 5.1.1 no such mailbox")
        elif command == b"DATA":
            answer("354 send the letter")
            letter = await receive_letter(reader)
            draft = folder / "draft"
            draft.write_bytes(letter)
            draft.rename(folder / f"{len(list(folder.iterdir()))}.eml")
            answer("250 2.0.0 stored")
        elif command == b"QUIT":
            answer("221 2.0.0 closing")
            break
        else:
            answer("250 2.0.0 ok")
    await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
