"""What is sent with each verb: serializers that read a body into an action's arguments."""
