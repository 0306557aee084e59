"""The tickets room: hands out tickets, opens them when the platform relays them, and says that something is waiting."""
