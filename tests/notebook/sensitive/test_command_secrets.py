import pytest

from mlscaffold.notebook.sensitive.command_secrets import command_secrets

PASSWORD = "Zx81-kLm9"


@pytest.mark.parametrize(
    "command",
    [
        "curl -u admin:{} https://host/x",
        "curl -s -uadmin:{} https://host/x",
        'curl --user "admin:{}" https://host/x',
        "sshpass -p {} ssh ann@host",
        "sshpass -p{} ssh ann@host",
        "mysql -u root -p{} shop",
        "docker login -u ann -p {} registry",
        "unzip -P {} data.zip",
        "7z x -p{} data.7z",
        "echo {} | sudo -S apt-get update",
        "openssl enc -d -aes256 -pass pass:{} -in x",
        "redis-cli -a {} ping",
        "run(['sshpass', '-p', '{}', 'ssh'])",
        "CREATE USER 'ann'@'h' IDENTIFIED BY '{}'",
        "ALTER USER ann WITH PASSWORD '{}'",
    ],
)
def test_commands_with_passwords(command: str) -> None:
    assert [value for _, value in command_secrets(command.format(PASSWORD))] == [PASSWORD]


@pytest.mark.parametrize(
    "command",
    [
        "curl -u $USER:$PASSWORD https://host",
        "curl -o out.csv https://host:8080/a?u=1",
        "curl -H 'Accept: text/csv' https://host",
        "docker run -p 8080:80 shop",
        "docker run -p 127.0.0.1:80:80 shop",
        "mkdir -p data/raw",
        "mysql -u root -p shop",
        "unzip data.zip -d out",
        "echo done",
        "sshpass -p $PW ssh host",
        "sshpass -p {password} ssh host",
        "curl -u user:password https://host",
    ],
)
def test_commands_without(command: str) -> None:
    assert list(command_secrets(command)) == []
