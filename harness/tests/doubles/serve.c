/* SPDX-License-Identifier: MIT */
/* A listener and the shortest answer that is one. */
#include "tests/doubles/serve.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int listen_on(int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((unsigned short)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) == -1 || listen(fd, 16) == -1)
        exit(3);
    return fd;
}

void answer_politely(int client)
{
    static const char answer[] =
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";
    char request[4096];
    if (read(client, request, sizeof request) > 0)
        (void)!write(client, answer, sizeof answer - 1);
    close(client);
}

int answer_all(int fd)
{
    int client;
    while ((client = accept(fd, NULL, NULL)) != -1)
        answer_politely(client);
    return 4;
}
